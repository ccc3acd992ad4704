import type { Address, Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeList, encodeList } from "../../../../lib/crypto/lease-list.ts";
import { grantRoot as grantRootCall } from "../../../../lib/ledger/calls.ts";
import { digestHex, structuredCid } from "../../../../lib/sharing/blocks.ts";
import type { GrantTerms, OpenedRecord } from "../../../../lib/sharing/index.ts";
import {
  createRecord,
  forgetRecord,
  grant,
  grantRoot,
  listLeases,
  listLent,
  listRoots,
  openRecord,
  publishEntry,
  rememberRecord,
  revoke,
  revokeAll,
  revokeLeaves,
  revokeRoot,
} from "../../../../lib/sharing/index.ts";
import { sendReviewed } from "../../../../lib/sharing/transact.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { startWorld } from "../world.ts";

let world: World;
let owner: Person;
let people: Person[];

beforeAll(async () => {
  world = await startWorld();
  owner = await world.person(0);
  people = await world.crowd(60);
}, 120_000);

afterAll(() => world.close());

const asOwner = () => [owner.context, owner.account] as const;
const person = (n: number) => people[n] as Person;
const addressOf = (n: number) => person(n).account.address;

async function newRecord() {
  const section = (title: string) => ({ title, description: "", message: "old", files: [] });
  const { record } = await createRecord(...asOwner(), {
    draft: { title: "Record", description: "", sections: [section("One"), section("Two")] },
  });
  return record;
}

async function termsFor(n: number, change: Partial<GrantTerms> = {}): Promise<GrantTerms> {
  const slice = await world.now();
  return {
    grantee: addressOf(n),
    sections: [1],
    write: false,
    notBefore: slice,
    expiresAt: slice + 1000,
    history: true,
    ...change,
  };
}

/** Lends to the first so many people under one root. */
async function lendTo(count: number, record: Hex, change: Partial<GrantTerms> = {}) {
  const leases: GrantTerms[] = [];
  for (let n = 0; n < count; n++) leases.push(await termsFor(n, change));
  return grantRoot(...asOwner(), { record, leases });
}

const open = ({ context, account }: Person, record: Hex) =>
  openRecord(context, account, { record });

const publish = ({ context, account }: Person, record: Hex, section = 1) =>
  publishEntry(context, account, { record, section, draft: { message: "new", files: [] } });

const statuses = ({ sections }: OpenedRecord, section = 1) =>
  sections.find(({ index }) => index === section)?.entries.map(({ status }) => status);

const leafOf = async (n: number, record: Hex) =>
  (await listLeases(world.device(), { record })).find(({ grantee }) => grantee === addressOf(n))
    ?.leaf as number;

/** The gas that granting to so many costs. */
async function gasFor(count: number): Promise<bigint> {
  let transaction: Hex = "0x";
  const leases = await Promise.all(Array.from({ length: count }, (_, n) => termsFor(n)));
  await grantRoot(...asOwner(), {
    record: await newRecord(),
    leases,
    onProgress: (it) => {
      if (it.step === "confirm") transaction = it.transaction;
    },
  });
  return (await world.chain.client.getTransactionReceipt({ hash: transaction })).gasUsed;
}

describe("leases under a root", () => {
  it("cost the same however many there are", async () => {
    const [few, many] = [await gasFor(2), await gasFor(60)];
    expect(many - few).toBeLessThan(100n);
    expect(many).toBeLessThan(80_000n);
  });

  it("each on its own terms", async () => {
    const record = await newRecord();
    const leases = [
      await termsFor(0),
      await termsFor(1, { sections: [2], write: true }),
      await termsFor(2, { sections: [1, 2], history: false }),
    ];
    await grantRoot(...asOwner(), { record, leases });
    expect((await open(person(0), record)).sections.map(({ title }) => title)).toEqual(["One"]);
    const writer = await open(person(1), record);
    expect(writer).toMatchObject({ role: "writer", sections: [{ title: "Two", canWrite: true }] });
    const third = await open(person(2), record);
    expect([statuses(third, 1), statuses(third, 2)]).toEqual([["closed"], ["closed"]]);
    await publish(person(1), record, 2);
    await expectCode("sharing/not-writer", () => publish(person(1), record, 1));
    await expectCode("sharing/not-writer", () => publish(person(0), record, 1));
    expect(statuses(await open(person(2), record), 2)).toEqual(["open", "closed"]);
    expect(statuses(await open(owner, record), 2)).toEqual(["open", "open"]);
  });

  it("end singly, by their leaves or by their account, or all together", async () => {
    const record = await newRecord();
    const { root } = await lendTo(6, record);
    await revokeLeaves(...asOwner(), { record, leaves: [await leafOf(0, record)] });
    await revoke(...asOwner(), { record, grantee: addressOf(1) });
    await publish(owner, record);
    for (const n of [0, 1]) await expectCode("sharing/revoked", () => open(person(n), record));
    expect(statuses(await open(person(2), record))).toEqual(["open", "open"]);
    expect(await listRoots(world.device(), { record })).toMatchObject([
      { root, count: 6, running: 4, ended: null, problem: null },
    ]);
    await revokeRoot(...asOwner(), { record, root });
    for (const n of [2, 5]) await expectCode("sharing/revoked", () => open(person(n), record));
    expect(await listRoots(world.device(), { record })).toMatchObject([
      { root, count: 6, running: 0, ended: { how: "revoked" } },
    ]);
    await expectCode("sharing/no-lease", () => revokeRoot(...asOwner(), { record, root }));
    const leaves = [await leafOf(3, record)];
    await expectCode("sharing/no-lease", () => revokeLeaves(...asOwner(), { record, leaves }));
  });

  it("are found on a device that remembers the record, and among all leases", async () => {
    const record = await newRecord();
    await lendTo(3, record);
    const { context, account } = person(0);
    const lent = () => listLent(context, { account: account.address });
    expect((await lent()).map((it) => it.record)).not.toContain(record);
    await rememberRecord(context, { account: account.address, record });
    await rememberRecord(context, { account: account.address, record });
    expect((await lent()).filter((it) => it.record === record)).toMatchObject([
      { state: "live", grantee: account.address, sections: [0, 1] },
    ]);
    expect((await lent())[0]?.root).toMatch(/^0x/);
    await forgetRecord(context, { account: account.address, record });
    expect((await lent()).map((it) => it.record)).not.toContain(record);
    const all = await listLeases(world.device(), { record });
    expect(all.map(({ grantee }) => grantee)).toEqual([2, 1, 0].map(addressOf));
  });

  it("come on top of a direct one: each opens what it covers", async () => {
    const record = await newRecord();
    await grant(...asOwner(), { record, terms: await termsFor(0, { sections: [1], write: true }) });
    await grantRoot(...asOwner(), { record, leases: [await termsFor(0, { sections: [2] })] });
    const opened = await open(person(0), record);
    expect(opened).toMatchObject({
      role: "writer",
      lease: { root: null },
      leases: [{ root: null }, { sections: [0, 2] }],
      sections: [
        { title: "One", canWrite: true },
        { title: "Two", canWrite: false },
      ],
    });
    expect([statuses(opened, 1), statuses(opened, 2)]).toEqual([["open"], ["open"]]);
    // Granting directly again takes the place of the direct one only.
    await grant(...asOwner(), { record, terms: await termsFor(0, { sections: [1] }) });
    expect((await open(person(0), record)).leases).toHaveLength(2);
    await revoke(...asOwner(), { record, grantee: addressOf(0) });
    await expectCode("sharing/revoked", () => open(person(0), record));
    const states = (await listLeases(world.device(), { record })).map(({ state }) => state);
    expect(states.sort()).toEqual(["replaced", "revoked", "revoked"]);
  });

  it("are refused for nobody, without keys, by others, and where they make no sense", async () => {
    const record = await newRecord();
    const tryTo = (...leases: GrantTerms[]) => grantRoot(...asOwner(), { record, leases });
    await expectCode("sharing/bad-terms", () => tryTo());
    const stranger = world.chain.wallets[9]?.account.address as Address;
    await expectCode("sharing/no-key", async () => tryTo(await termsFor(0, { grantee: stranger })));
    await expectCode("sharing/bad-terms", async () => tryTo(await termsFor(0, { expiresAt: 1 })));
    const leases = [await termsFor(1)];
    const { context, account } = person(0);
    await expectCode("sharing/not-owner", () => grantRoot(context, account, { record, leases }));
  });
});

/** A person whose store lacks a block, or gives another in its place. */
function without(who: Person, digest: Hex, instead?: Uint8Array): Person {
  const cid = structuredCid(digest);
  const { store } = who.context;
  const get: typeof store.get = async (asked, options) => {
    if (!asked.equals(cid)) return store.get(asked, options);
    if (instead) return instead;
    return store.get(structuredCid(`0x${"77".repeat(32)}`), options);
  };
  return { ...who, context: { ...who.context, store: { ...store, get } } };
}

const listOf = async (record: Hex) => (await listRoots(world.device(), { record }))[0]?.list as Hex;

describe("a list that cannot be had", () => {
  it("keeps out those on it, and nobody else", async () => {
    const record = await newRecord();
    await lendTo(2, record);
    await grant(...asOwner(), { record, terms: await termsFor(5) });
    const list = await listOf(record);
    await expectCode("storage/not-found", () => open(without(person(0), list), record));
    expect(statuses(await open(without(person(5), list), record))).toEqual(["open"]);
    const { context } = without(owner, list);
    expect(await listRoots(context, { record })).toMatchObject([
      { count: null, running: null, problem: { code: "storage/not-found" } },
    ]);
  });

  it("stops rotations, which would cut them off, until its root is revoked", async () => {
    const record = await newRecord();
    const { root } = await lendTo(2, record);
    await grant(...asOwner(), { record, terms: await termsFor(5) });
    await grant(...asOwner(), { record, terms: await termsFor(6) });
    const { context, account } = without(owner, await listOf(record));
    await expectCode("storage/not-found", () =>
      revoke(context, account, { record, grantee: addressOf(5) }),
    );
    await revokeRoot(context, account, { record, root });
    await expectCode("sharing/revoked", () => open(person(0), record));
    await revoke(context, account, { record, grantee: addressOf(5) });
    // Who was on the list is not known: as if a former holder had every slice key.
    const epochs = async () => (await listLeases(world.device(), { record }))[0]?.epoch;
    await grant(context, account, { record, terms: await termsFor(7) });
    const before = await epochs();
    await grant(context, account, { record, terms: await termsFor(8) });
    expect(await epochs()).toBe((before ?? 0) + 1);
    await publish(owner, record);
    expect(statuses(await open(person(6), record))).toEqual(["open", "open"]);
  });

  it("does not keep revokeAll from ending everything", async () => {
    const record = await newRecord();
    await lendTo(2, record);
    const { context, account } = without(owner, await listOf(record));
    await revokeAll(context, account, { record });
    await expectCode("sharing/revoked", () => open(person(0), record));
  });

  it("is as good as none with anything changed in it", async () => {
    const record = await newRecord();
    await lendTo(2, record);
    const digest = await listOf(record);
    const bytes = await world.store.get(structuredCid(digest));
    const step = Math.max(1, Math.floor(bytes.length / 60));
    for (let at = 0; at < bytes.length; at += step) {
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      const { context } = without(owner, digest, flipped);
      const [listed] = await listRoots(context, { record });
      expect(listed?.count).toBeNull();
      expect(listed?.problem?.code).toMatch(
        /^(crypto\/malformed|crypto\/unsupported|sharing\/list)/,
      );
    }
  });

  it("is not believed if it is another record's, or of another generation", async () => {
    const record = await newRecord();
    await lendTo(2, record);
    const list = decodeList(await world.store.get(structuredCid(await listOf(record))));
    const other = await newRecord();
    const { root } = (await listRoots(world.device(), { record }))[0] as { root: Hex };
    const grantForeign = async (block: Awaited<ReturnType<typeof encodeList>>) => {
      await world.store.put(block);
      const call = grantRootCall(world.chain.ledger, {
        record: other,
        root,
        list: digestHex(block.cid),
        generation: 0,
        rotation: { epoch: 0, digest: null },
      });
      await sendReviewed(owner.context, owner.account, { call });
      return (await listRoots(world.device(), { record: other }))[0];
    };
    const { v: _v, type: _type, ...content } = list;
    const listed = await grantForeign(encodeList(content));
    expect(listed).toMatchObject({ count: null, problem: { code: "sharing/list-invalid" } });
    await expectCode("sharing/list-invalid", () => open(person(0), other));
  });
});
