import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copiesOf, restoreCopies } from "../../../../lib/sharing/copies/copies.ts";
import { findGarbage, removeGarbage } from "../../../../lib/sharing/copies/garbage.ts";
import type { Context } from "../../../../lib/sharing/index.ts";
import {
  createRecord,
  grant,
  listLeases,
  openRecord,
  publishEntry,
  readFile,
  requestAccess,
  revoke,
  signGrant,
} from "../../../../lib/sharing/index.ts";
import { createBlock, RAW } from "../../../../lib/storage/block.ts";
import { createMemoryStore } from "../../../../lib/storage/memory-store.ts";
import { createReplicaStore } from "../../../../lib/storage/replica-store.ts";
import type { ManagedStore } from "../../../../lib/storage/store.ts";
import { collect } from "../../storage/fixtures.ts";
import type { Person, World } from "../world.ts";
import { drainText, file, startWorld } from "../world.ts";

let world: World;
let owner: Person;
let reader: Person;
let record: `0x${string}`;

beforeAll(async () => {
  world = await startWorld();
  [owner, reader] = [await world.person(1), await world.person(2)];
  const { context, account } = owner;
  const large = new Uint8Array(3 * 1024 * 1024).map((_, i) => i * 7);
  const made = await createRecord(context, account, {
    draft: {
      title: "Copies",
      description: "",
      sections: [
        {
          title: "One",
          description: "",
          message: "",
          files: [file("a.txt", "a"), file("large", large)],
        },
      ],
    },
  });
  record = made.record;
  await lendTo(reader);
  await publish("again");
  await revoke(context, account, { record, grantee: reader.account.address });
  await lendTo(reader);
});
afterAll(() => world.close());

async function lendTo({ account }: Person) {
  const now = await world.now();
  await grant(owner.context, owner.account, { record, terms: terms(account.address, now) });
}

const terms = (grantee: `0x${string}`, now: number) => ({
  grantee,
  sections: [1],
  write: false,
  notBefore: now,
  expiresAt: now + 1000,
  history: true,
});

const publish = (message: string) =>
  publishEntry(owner.context, owner.account, {
    record,
    section: 1,
    draft: { message, files: [file(`${message}.txt`, message)] },
  });

/** The owner's device over other stores. */
function over(copies: ManagedStore[]): Context {
  return { ...owner.context, store: createReplicaStore({ copies }) };
}

const hold = async (store: ManagedStore) => (await collect(store.list())).length;

describe("the copies of a record", () => {
  it("are counted per store", async () => {
    const second = createMemoryStore({ name: "second" });
    const copies = await copiesOf(over([world.store, second]), owner.account, { record });
    expect(copies.missing).toBe(0);
    expect(copies.blocks).toBeGreaterThan(10);
    const [first, other] = copies.stores;
    expect(first).toEqual({ store: "memory", held: copies.blocks, lacking: 0, unsure: 0 });
    // Reading put some of them into the other one meanwhile, but not the files.
    expect(other?.lacking).toBeGreaterThanOrEqual(4);
    expect(other).toMatchObject({ store: "second", unsure: 0 });
    expect(copies.single).toBe(other?.lacking);
    expect(await copiesOf(owner.context, owner.account, { record })).toMatchObject({
      stores: [{ store: "memory", held: copies.blocks }],
    });
  });

  it("fill a store that was added later, from which alone all can then be read", async () => {
    const second = createMemoryStore({ name: "second" });
    const both = over([world.store, second]);
    const { blocks } = await copiesOf(both, owner.account, { record });
    // Some of them were brought by reading: what a store was seen to lack is put back.
    const outcome = await restoreCopies(both, owner.account, { record });
    expect(outcome.failed).toBe(0);
    expect(await hold(second)).toBe(blocks);
    expect(await copiesOf(both, owner.account, { record })).toMatchObject({ single: 0 });
    for (const { account } of [owner, reader]) {
      const alone = over([second]);
      const { sections } = await openRecord(alone, account, { record });
      const [again, first] = sections[0]!.entries;
      expect(again?.message).toBe("again");
      expect(await drainText(readFile(alone, again!.files[0]!.handle))).toBe("again");
      expect(first?.files.map(({ name }) => name)).toEqual(["a.txt", "large"]);
    }
  });

  it("are known to be incomplete where a block cannot be had", async () => {
    const some = createMemoryStore({ name: "some" });
    const both = over([world.store, some]);
    await restoreCopies(both, owner.account, { record });
    const { sections } = await openRecord(both, owner.account, { record });
    const large = sections[0]!.entries[1]!.files[1]!.handle.stream.stream.cid;
    await some.delete(large);
    const copies = await copiesOf(over([some]), owner.account, { record });
    expect(copies.missing).toBe(1);
  });
});

describe("garbage", () => {
  const HOUR = 60 * 60_000;
  let time = 1_000_000;
  const now = () => time;

  it("is nothing that a record, a request or a signed lease leads to", async () => {
    const { context, account } = owner;
    const other = await world.person(3);
    const theirs = await createRecord(other.context, other.account, {
      draft: { title: "Theirs", description: "", sections: [] },
    });
    const mine = createMemoryStore({ name: "mine" });
    const device = { ...context, store: createReplicaStore({ copies: [mine, world.store] }) };
    await restoreCopies(device, account, { record });
    await requestAccess(device, account, {
      record: theirs.record,
      terms: { sections: [1], write: false, duration: 60, note: "please" },
    });
    await signGrant(device, account, {
      record,
      terms: terms(other.account.address, await world.now()),
      deadline: Math.floor(Date.now() / 1000) + 100_000,
    });
    const garbage = await findGarbage(device, account, { store: mine, now });
    expect(garbage).toEqual({ blocks: [], unsure: [], foundAt: now() });
    expect(await hold(mine)).toBeGreaterThan(10);
  });

  it("is what an upload left that was given up, and is removed an hour later", async () => {
    const { context, account } = owner;
    const mine = createMemoryStore({ name: "mine" });
    const device = { ...context, store: createReplicaStore({ copies: [mine, world.store] }) };
    await restoreCopies(device, account, { record });
    const stop = new AbortController();
    const given = publishEntry(device, account, {
      record,
      section: 1,
      draft: { message: "never mind", files: [file("x.bin", new Uint8Array(100_000).fill(1))] },
      onProgress: ({ step }) => {
        if (step === "sign") stop.abort();
      },
      signal: stop.signal,
    });
    await given.catch(() => undefined);
    const leases = await listLeases(device, { record });
    const garbage = await findGarbage(device, account, { store: mine, now });
    expect(garbage.blocks.length).toBeGreaterThanOrEqual(3); // entry, body, file
    expect(await removeGarbage(device, account, { store: mine, garbage, now })).toEqual({
      removed: 0,
      kept: garbage.blocks.length,
    });
    time += HOUR;
    expect(await removeGarbage(device, account, { store: mine, garbage, now })).toEqual({
      removed: garbage.blocks.length,
      kept: 0,
    });
    for (const cid of garbage.blocks) expect(await mine.has(cid)).toBe(false);
    const alone = over([mine]);
    const opened = await openRecord(alone, account, { record });
    expect(opened.sections[0]?.entries.every(({ status }) => status === "open")).toBe(true);
    expect(await listLeases(alone, { record })).toEqual(leases);
  });

  it("is a block that nobody knows, unless something comes to lead to it", async () => {
    const { context, account } = owner;
    const mine = createMemoryStore({ name: "mine" });
    const device = { ...context, store: createReplicaStore({ copies: [mine, world.store] }) };
    await restoreCopies(device, account, { record });
    const stray = await createBlock(new Uint8Array([1, 2, 3]), RAW);
    await mine.put(stray);
    const garbage = await findGarbage(device, account, { store: mine, now });
    expect(garbage.blocks.map(String)).toEqual([String(stray.cid)]);
    const { head } = await publish("later");
    await restoreCopies(device, account, { record });
    time += HOUR;
    const claimed = { ...garbage, blocks: await collect(mine.list()) };
    const outcome = await removeGarbage(device, account, { store: mine, garbage: claimed, now });
    expect(outcome.removed).toBe(1);
    expect(await mine.has(stray.cid)).toBe(false);
    const opened = await openRecord(over([mine]), account, { record });
    expect(opened.sections[0]?.entries[0]?.head).toBe(head);
  });

  it("is nothing while a record of one's own cannot be seen in whole", async () => {
    const mine = createMemoryStore({ name: "mine" });
    await mine.put(await createBlock(new Uint8Array([9]), RAW));
    const garbage = await findGarbage(over([mine]), owner.account, { store: mine, now });
    expect(garbage).toMatchObject({ blocks: [], unsure: [record] });
    time += HOUR;
    const claimed = { ...garbage, blocks: await collect(mine.list()) };
    expect(
      await removeGarbage(over([mine]), owner.account, { store: mine, garbage: claimed, now }),
    ).toEqual({ removed: 0, kept: 1 });
  });
});
