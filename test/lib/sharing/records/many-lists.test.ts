import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ListedLease } from "../../../../lib/sharing/index.ts";
import { createRecord, grant, listLent, listOwned } from "../../../../lib/sharing/index.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

const MANY = 20;

let world: World;
let owner: Person;
let reader: Person;
let records: Hex[];

beforeAll(async () => {
  world = await startWorld();
  [owner, reader] = [await world.person(0), await world.person(1)];
  const slice = await world.now();
  const section = { title: "Notes", description: "", message: "", files: [] };
  records = [];
  for (let i = 0; i < MANY; i++) {
    const draft = { title: `${i}`, description: "", sections: [section] };
    const { record } = await createRecord(owner.context, owner.account, { draft });
    const window = { sections: [1], notBefore: slice, expiresAt: slice + 100_000 };
    const terms = { grantee: reader.account.address, ...window, write: false, history: true };
    await grant(owner.context, owner.account, { record, terms });
    records.push(record);
  }
});

afterAll(() => world.close());

describe("many records", () => {
  it("that were lent are told of while they are read, the newest first", async () => {
    const told: ListedLease[][] = [];
    const all = await listLent(world.device(), {
      account: reader.account.address,
      onFound: (leases) => told.push(leases),
    });
    const newestFirst = records.toReversed();
    expect(all.map(({ record }) => record)).toEqual(newestFirst);
    const soFar = told.map((leases) => leases.map(({ record }) => record));
    expect(soFar).toEqual([newestFirst.slice(0, 16)]);
  });

  it("of an owner are listed in the order of their creation", async () => {
    const owned = await listOwned(world.device(), { owner: owner.account.address });
    expect(owned.map(({ id }) => id)).toEqual(records);
  });
});
