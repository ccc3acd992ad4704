import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GrantTerms } from "../../../../lib/sharing/index.ts";
import {
  createRecord,
  grant,
  listLeases,
  openRecord,
  publishEntry,
  renewSecret,
  revoke,
  sendSigned,
  signGrant,
} from "../../../../lib/sharing/index.ts";
import { firstEpochOf } from "../../../../lib/sharing/leases/continued.ts";
import type { Lease } from "../../../../lib/sharing/leases/lease.ts";
import { expectCode } from "../../../support/errors.ts";
import { heldKeys, openableEntries } from "../held-keys.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

let world: World;
let owner: Person;
let ben: Person;
let former: Person;

beforeAll(async () => {
  world = await startWorld();
  [owner, ben, former] = [await world.person(0), await world.person(1), await world.person(2)];
});

afterAll(() => world.close());

const asOwner = () => [owner.context, owner.account] as const;

const section = (title: string) => ({ title, description: "", message: "before", files: [] });

async function newRecord(): Promise<Hex> {
  const sections = [section("One"), section("Two")];
  const draft = { title: "Record", description: "", sections };
  const { record } = await createRecord(...asOwner(), { draft });
  return record;
}

async function publish(record: Hex, message: string) {
  await publishEntry(...asOwner(), { record, section: 1, draft: { message, files: [] } });
}

/** Lends section 1, new entries only, for so many minutes. */
async function terms(minutes: number, change: Partial<GrantTerms> = {}): Promise<GrantTerms> {
  const notBefore = await world.now();
  return {
    grantee: ben.account.address,
    sections: [1],
    write: false,
    history: false,
    notBefore,
    expiresAt: notBefore + minutes,
    ...change,
  };
}

async function lend(record: Hex, minutes: number, change: Partial<GrantTerms> = {}) {
  await grant(...asOwner(), { record, terms: await terms(minutes, change) });
  const [lease] = await listLeases(world.device(), { record });
  return lease as Lease;
}

/** What Ben's screen shows of section 1, oldest first; null for what does not open. */
async function read(record: Hex) {
  const { sections } = await openRecord(ben.context, ben.account, { record });
  const entries = sections.find(({ index }) => index === 1)?.entries ?? [];
  return entries.map((it) => (it.status === "open" ? it.message : null)).reverse();
}

/** What Ben's newest lease opens by its keys alone. */
const openable = async (record: Hex) =>
  openableEntries(world.device(), { record, section: 1, held: [await heldKeys(ben, record)] });

const minute = () => world.chain.increaseTime(60);

describe("a lease of new entries only that goes on", () => {
  it("keeps what it opened, through rotations and further extensions, and nothing older", async () => {
    const record = await newRecord();
    const { since } = await lend(record, 10);
    await publish(record, "first");
    await minute();
    // Somebody else's early end rotates the section while the lease runs.
    await lend(record, 60, { grantee: former.account.address, history: true });
    await revoke(...asOwner(), { record, grantee: former.account.address });
    await publish(record, "second");
    await minute();

    const longer = await lend(record, 100, { since });
    expect(longer.since).toBe(since);
    expect(longer.notBefore).toBeGreaterThan(since);
    await publish(record, "third");
    expect(await read(record)).toEqual([null, "first", "second", "third"]);
    expect(await openable(record)).toEqual([false, true, true, true]);

    await minute();
    const shorter = await lend(record, 20, { since });
    await publish(record, "fourth");
    expect(shorter.since).toBe(since);
    expect(await read(record)).toEqual([null, "first", "second", "third", "fourth"]);
    expect(await openable(record)).toEqual([false, true, true, true, true]);
  });

  it("does so when it is signed for others to send", async () => {
    const record = await newRecord();
    const { since } = await lend(record, 10);
    await publish(record, "first");
    await minute();
    const deadline = (await world.now()) * 60 + 3600;
    const signed = await terms(100, { since });
    const message = await signGrant(...asOwner(), { record, terms: signed, deadline });
    await sendSigned(former.context, former.account, { message });
    expect(await read(record)).toEqual([null, "first"]);
  });

  it("keeps it through a new version of the record secret, before and after", async () => {
    const record = await newRecord();
    const { since } = await lend(record, 100);
    await publish(record, "first");
    await minute();
    await renewSecret(...asOwner(), { record });
    await publish(record, "second");
    await minute();
    await lend(record, 200, { since });
    expect(await read(record)).toEqual([null, "first", "second"]);
    await minute();
    await renewSecret(...asOwner(), { record });
    await minute();
    await lend(record, 300, { since });
    await publish(record, "third");
    expect(await read(record)).toEqual([null, "first", "second", "third"]);
  });

  it("keeps closed what came before it within its first minute", async () => {
    const record = await newRecord();
    const { since } = await lend(record, 100);
    await minute();
    await lend(record, 200, { since });
    expect(await read(record)).toEqual([null]);
    expect(await openable(record)).toEqual([false]);
  });

  it("has to run: over a gap a lease begins anew", async () => {
    const record = await newRecord();
    const { since } = await lend(record, 5);
    await publish(record, "during");
    await world.chain.increaseTime(5 * 60);
    await publish(record, "in the gap");
    await expectCode("sharing/lease-over", () => lend(record, 100, { since }));
    await minute();
    await lend(record, 100);
    await publish(record, "anew");
    expect(await read(record)).toEqual([null, null, null, "anew"]);
    expect(await openable(record)).toEqual([false, false, false, true]);

    await revoke(...asOwner(), { record, grantee: ben.account.address });
    const ended = (await listLeases(world.device(), { record }))[0]?.since;
    await expectCode("sharing/lease-over", () => lend(record, 100, { since: ended }));
  });

  it("does not go on from elsewhere, later, with more, or without having begun", async () => {
    const record = await newRecord();
    const { since } = await lend(record, 50);
    await minute();
    const refuse = (code: string, change: Partial<GrantTerms>) =>
      expectCode(code, () => lend(record, 100, { since, ...change }));
    await refuse("sharing/lease-over", { since: since - 1 });
    await refuse("sharing/lease-over", { grantee: former.account.address });
    await refuse("sharing/bad-terms", { sections: [1, 2] });
    await refuse("sharing/bad-terms", { history: true });
    await refuse("sharing/bad-terms", { notBefore: (await world.now()) + 10 });

    const pending = await lend(record, 100, { notBefore: (await world.now()) + 20 });
    await refuse("sharing/bad-terms", { since: pending.since });
    const whole = await lend(record, 100, { history: true });
    await refuse("sharing/bad-terms", { since: whole.since });
  });
});

describe("firstEpochOf", () => {
  const lease = (change: Partial<Lease>): Lease => ({
    record: "0x01",
    owner: "0x02",
    grantee: "0x03",
    sections: [0, 1],
    rights: { read: true, write: false },
    since: 100,
    notBefore: 100,
    expiresAt: 200,
    generation: 0,
    epoch: 3,
    leaf: 0,
    envelope: "0x04",
    root: null,
    grantedIn: { block: 1n, transaction: "0x05" },
    ended: null,
    ...change,
  });
  const ended = (how: "revoked" | "replaced") => ({
    ended: { how, block: 2n, transaction: "0x06" } as const,
  });
  const epochOf = (...leases: Lease[]) => firstEpochOf(leases.at(-1) as Lease, leases);

  it("is the lease's own where nothing went on in it, and 0 with history", () => {
    expect(epochOf(lease({}))).toBe(3);
    expect(epochOf(lease({ since: 0 }))).toBe(0);
    expect(epochOf(lease({ epoch: 1, ...ended("replaced") }), lease({}))).toBe(3);
    const longer = { notBefore: 150, expiresAt: 300 };
    expect(epochOf(lease({ epoch: 1, ...ended("revoked") }), lease(longer))).toBe(3);
    const others = lease({ epoch: 1, grantee: "0x09", ...ended("replaced") });
    expect(epochOf(others, lease(longer))).toBe(3);
    const rooted = lease({ epoch: 1, root: "0x0a", ...ended("revoked") });
    expect(epochOf(rooted, lease({ generation: 1 }))).toBe(3);
  });

  it("is that of the lease which went on in it, or was granted again as it", () => {
    const first = lease({ epoch: 1, ...ended("replaced") });
    const second = lease({ epoch: 2, notBefore: 150, expiresAt: 300, ...ended("revoked") });
    const third = lease({ epoch: 3, notBefore: 150, expiresAt: 300, generation: 1 });
    expect(epochOf(first, second, third)).toBe(1);
    const again = lease({ generation: 1 });
    expect(epochOf(lease({ epoch: 1, ...ended("revoked") }), again)).toBe(1);
    const rooted = lease({ epoch: 1, root: "0x0a", ...ended("revoked") });
    expect(epochOf(rooted, lease({ root: "0x0b", generation: 1 }))).toBe(1);
  });
});
