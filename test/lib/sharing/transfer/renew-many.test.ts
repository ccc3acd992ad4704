import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LeaseholdError } from "../../../../lib/error.ts";
import {
  createRecord,
  grantMany,
  listLeases,
  openRecord,
  renewSecret,
} from "../../../../lib/sharing/index.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

/** More than are granted again in the first transaction. */
const PEOPLE = 103;

let world: World;
let owner: Person;
let people: Person[];

beforeAll(async () => {
  world = await startWorld();
  const [first, ...others] = await world.crowd(1 + PEOPLE);
  owner = first as Person;
  people = others;
}, 240_000);

afterAll(() => world.close());

describe("renewing the secret of a record that is lent to many", () => {
  it("takes several transactions, and says who is left if one fails", async () => {
    const sections = [{ title: "One", description: "", message: "first", files: [] }];
    const draft = { title: "Record", description: "", sections };
    const { record } = await createRecord(owner.context, owner.account, { draft });
    const grantees = people.map(({ account }) => account.address);
    const now = await world.now();
    const terms = {
      sections: [1],
      write: false,
      notBefore: now,
      expiresAt: now + 99,
      history: true,
    };
    await grantMany(owner.context, owner.account, { record, terms, grantees });
    const live = async () =>
      (await listLeases(world.device(), { record })).filter(({ state }) => state === "live").length;

    const asked: bigint[] = [];
    const refusal = new DOMException("No.", "AbortError");
    const failure = await renewSecret(owner.context, owner.account, {
      record,
      review: async ({ gas }) => {
        asked.push(gas);
        if (asked.length === 2) throw refusal;
      },
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LeaseholdError);
    expect(failure).toMatchObject({ code: "sharing/partly-done", cause: refusal });
    const { details } = failure as { details: { done: string[]; left: string[] } };
    expect([details.done.length, details.left.length]).toEqual([100, 3]);
    expect(await live()).toBe(100);
    // A transaction may use 16.7 million (EIP-7825).
    expect(asked[0]).toBeLessThan(12_000_000n);

    const terms2 = { ...terms, notBefore: await world.now() };
    await grantMany(owner.context, owner.account, { record, terms: terms2, grantees });
    expect(await live()).toBe(PEOPLE);
    const { again, ended } = await renewSecret(owner.context, owner.account, { record });
    expect([again.length, ended.length]).toEqual([PEOPLE, 0]);
    expect(await live()).toBe(PEOPLE);
    for (const { context, account } of people.slice(-1)) {
      const opened = await openRecord(context, account, { record });
      expect(opened.sections[0]?.entries).toMatchObject([{ message: "first" }]);
    }
  }, 240_000);
});
