import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  addSection,
  closeRecord,
  createRecord,
  outlineOf,
  sameAddress,
} from "../../../../lib/sharing/index.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

let world: World;
let owner: Person;

beforeAll(async () => {
  world = await startWorld();
  [owner] = (await world.crowd(1)) as [Person];
});

afterAll(() => world.close());

const entry = (title: string) => ({ title, description: "", message: title, files: [] });

describe("a record's outline", () => {
  it("tells anybody whose it is and how many sections it has, as they are added", async () => {
    const { context, account } = owner;
    const draft = { title: "T", description: "", sections: [entry("a"), entry("b")] };
    const { record } = await createRecord(context, account, { draft });
    const before = await outlineOf(world.device(), { record });
    expect(sameAddress(before.owner, account.address)).toBe(true);
    expect(before).toMatchObject({ closed: false, sections: [1, 2] });
    await addSection(context, account, { record, draft: entry("c") });
    expect((await outlineOf(world.device(), { record })).sections).toEqual([1, 2, 3]);
    await closeRecord(context, account, { record });
    expect(await outlineOf(world.device(), { record })).toMatchObject({ closed: true });
  });

  it("is not there of a record that is not", async () => {
    const record = `0x${"77".repeat(32)}` as const;
    await expectCode("sharing/no-record", () => outlineOf(world.device(), { record }));
  });
});
