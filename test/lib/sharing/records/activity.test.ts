import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Activity } from "../../../../lib/sharing/index.ts";
import {
  accountActivity,
  approveRequest,
  closeRecord,
  createRecord,
  declineRequest,
  grant,
  grantRoot,
  listLeases,
  offerRecord,
  publishEntry,
  recordActivity,
  requestAccess,
  revoke,
  revokeAll,
  revokeLeaves,
  sameAddress,
  withdrawOffer,
  withdrawRequest,
} from "../../../../lib/sharing/index.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

let world: World;
let owner: Person;
let anna: Person;
let ben: Person;
let names: Map<string, string>;

beforeAll(async () => {
  world = await startWorld();
  [owner, anna, ben] = (await world.crowd(3)) as [Person, Person, Person];
  const people: [string, Person][] = [
    ["owner", owner],
    ["anna", anna],
    ["ben", ben],
  ];
  names = new Map(people.map(([name, { account }]) => [account.address.toLowerCase(), name]));
});

afterAll(() => world.close());

const entry = (title: string) => ({ title, description: "", message: title, files: [] });

async function newRecord(): Promise<Hex> {
  const draft = { title: "T", description: "", sections: [entry("a"), entry("b")] };
  return (await createRecord(owner.context, owner.account, { draft })).record;
}

async function termsFor({ account }: Person, sections = [1]) {
  const slice = await world.now();
  const window = { notBefore: slice, expiresAt: slice + 60, history: true };
  return { grantee: account.address, sections, write: true, ...window };
}

async function lend(record: Hex, to: Person, sections = [1]) {
  const terms = await termsFor(to, sections);
  await grant(owner.context, owner.account, { record, terms });
}

/** `owner granted anna 1,2` and the like, the oldest first. */
function lines(activities: readonly Activity[]): string[] {
  const name = (it: string | null) => (it === null ? "" : (names.get(it.toLowerCase()) ?? it));
  return activities
    .map(({ by, kind, whom, sections, count }) =>
      [name(by), kind, name(whom), sections.join(","), count].filter((it) => it || it === 0),
    )
    .map((words) => words.join(" "))
    .reverse();
}

describe("a record's activity", () => {
  it("tells who did what to whom, the newest first", async () => {
    const { context, account } = owner;
    const record = await newRecord();
    await lend(record, anna, [1, 2]);
    await publishEntry(anna.context, anna.account, {
      record,
      section: 2,
      draft: { message: "m", files: [] },
    });
    await revoke(context, account, { record, grantee: anna.account.address });
    const of = { record, terms: { sections: [2], write: false, duration: 90, note: "" } };
    await requestAccess(ben.context, ben.account, of);
    await withdrawRequest(ben.context, ben.account, { record });
    await requestAccess(ben.context, ben.account, of);
    await declineRequest(context, account, { record, requester: ben.account.address });
    await requestAccess(ben.context, ben.account, of);
    await approveRequest(context, account, { record, terms: await termsFor(ben) });
    const leases = [await termsFor(anna), await termsFor(ben)];
    await grantRoot(context, account, { record, leases });
    const rooted = (await listLeases(context, { record })).filter(({ root }) => root !== null);
    const leaf = rooted.find(({ grantee }) => sameAddress(grantee, anna.account.address))?.leaf;
    await revokeLeaves(context, account, { record, leaves: [leaf as number] });
    await revokeAll(context, account, { record });
    await offerRecord(context, account, { record, to: anna.account.address });
    await withdrawOffer(context, account, { record });
    await closeRecord(context, account, { record });

    const all = await recordActivity(world.device(), { record });
    expect(
      lines(all).filter((it) => it !== "owner keys-changed" && !/published$/.test(it)),
    ).toEqual([
      "owner created",
      "owner published 1",
      "owner published 2",
      "owner granted anna 1,2",
      "anna published 2",
      "owner ended anna 1,2",
      "ben asked owner 2",
      "ben withdrawn owner",
      "ben asked owner 2",
      "owner declined ben",
      "ben asked owner 2",
      "owner granted ben 1",
      "owner approved ben",
      "owner group-granted 2",
      "owner leaves-ended 1",
      "owner all-ended",
      "owner offered anna",
      "owner offer-withdrawn anna",
      "owner all-ended",
      "owner closed",
    ]);
    const granted = all.findLast(({ kind }) => kind === "granted");
    expect(granted?.terms).toMatchObject({ write: true, duration: null });
    const asked = all.find(({ kind }) => kind === "asked");
    expect(asked?.terms).toEqual({ write: false, notBefore: null, expiresAt: null, duration: 90 });
    for (const { block, time } of all) {
      const { timestamp } = await world.chain.client.getBlock({ blockNumber: block });
      expect(time).toBe(Number(timestamp));
    }
    expect(await recordActivity(world.device(), { record, newest: 3 })).toEqual(all.slice(0, 3));
  });

  it("is not there of a record that is not", async () => {
    const record = `0x${"77".repeat(32)}` as const;
    await expectCode("sharing/no-record", () => recordActivity(world.device(), { record }));
  });
});

describe("an account's activity", () => {
  it("is what it did, what concerned it, and what happened to its records", async () => {
    const [first, second] = [await newRecord(), await newRecord()];
    await lend(first, anna);
    await lend(second, ben);
    await requestAccess(anna.context, anna.account, {
      record: second,
      terms: { sections: [1], write: false, duration: 5, note: "" },
    });
    const of = async (person: Person, context = person.context) => {
      const all = await accountActivity(context, { account: person.account.address });
      return all.filter(({ record }) => record === first || record === second);
    };
    const plain = (all: Activity[]) =>
      lines(all).filter((it) => !/keys-changed|published/.test(it));
    expect(plain(await of(anna))).toEqual(["owner granted anna 1", "anna asked owner 1"]);
    expect(plain(await of(ben))).toEqual(["owner granted ben 1"]);
    expect(plain(await of(owner))).toEqual([
      "owner created",
      "owner created",
      "owner granted anna 1",
      "owner granted ben 1",
      "anna asked owner 1",
    ]);
    // What an account asked of a record that was never lent to it, only its own device remembers.
    expect(plain(await of(anna, world.device()))).toEqual(["owner granted anna 1"]);
    const { address } = owner.account;
    const two = await accountActivity(world.device(), { account: address, newest: 2 });
    expect(two.map(({ kind }) => kind)[0]).toBe("asked");
    expect(two).toHaveLength(2);
  });
});
