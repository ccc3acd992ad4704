import type { Address } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LeaseholdError } from "../../../../lib/error.ts";
import type { Progress } from "../../../../lib/sharing/index.ts";
import {
  createRecord,
  finishRenewal,
  grant,
  grantMany,
  identityState,
  listLeases,
  openRecord,
  renewalLeft,
  renewRecords,
  renewSecret,
} from "../../../../lib/sharing/index.ts";
import { expectCode } from "../../../support/errors.ts";
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
  it("takes several transactions, says who is left if one fails, and goes on there", async () => {
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

    const reviewing = (allowed: number) => {
      let asked = 0;
      return async () => {
        asked += 1;
        if (asked > allowed) throw refusal;
      };
    };
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

    // Another device sees it too, and does only what is left.
    const left = await renewalLeft(world.device(), { record });
    expect(left.map(({ grantee }) => grantee)).toEqual(details.left);
    const states = () => identityState(world.device(), owner.account);
    expect(await states()).toEqual([{ record, sealedTo: "present", left: 3 }]);
    const sent: string[] = [];
    const onProgress = (progress: Progress) => {
      if (progress.step === "confirm") sent.push(progress.transaction);
    };
    const renewal = await renewRecords(world.device(), owner.account, { onProgress });
    expect([renewal.done, renewal.total, sent.length]).toEqual([1, 1, 1]);
    expect(await live()).toBe(PEOPLE);
    expect(await states()).toEqual([{ record, sealedTo: "present", left: 0 }]);
    expect(await finishRenewal(owner.context, owner.account, { record })).toEqual({ again: [] });

    // Stopped again, and begun anew: nobody is lost. Who was lent something else keeps that.
    const of = { record, review: reviewing(1) };
    await expectCode("sharing/partly-done", () => renewSecret(owner.context, owner.account, of));
    const [, , last] = await renewalLeft(world.device(), { record });
    const other = { ...terms, sections: [], grantee: last?.grantee as Address };
    await grant(owner.context, owner.account, { record, terms: other });
    expect(await renewalLeft(world.device(), { record })).toHaveLength(2);
    const { again, ended } = await renewSecret(owner.context, owner.account, { record });
    expect([again.length, ended.length]).toEqual([PEOPLE, 0]);
    expect(await live()).toBe(PEOPLE);
    for (const { context, account } of people.slice(-2, -1)) {
      const opened = await openRecord(context, account, { record });
      expect(opened.sections[0]?.entries).toMatchObject([{ message: "first" }]);
    }
  }, 240_000);
});
