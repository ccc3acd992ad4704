import type { Hex } from "viem";
import { createWalletClient, custom } from "viem";
import { hardhat } from "viem/chains";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRecord as createRecordCall } from "../../../../lib/ledger/calls.ts";
import { send } from "../../../../lib/ledger/send.ts";
import type { Context, Memory, Wallet } from "../../../../lib/sharing/index.ts";
import {
  closeRecord,
  countQueue,
  createRecord,
  findKey,
  grant,
  keepCreation,
  keepGrant,
  keepPublication,
  keepSigned,
  listLeases,
  listOwned,
  listQueue,
  openRecord,
  postponeQueued,
  publishEntry,
  queuedBlocks,
  readFile,
  removeQueued,
  retryQueued,
  revoke,
  sendQueue,
  sendSigned,
  signGrant,
  sliceStart,
} from "../../../../lib/sharing/index.ts";
import { createVolatileMemory } from "../../../../lib/sharing/memory.ts";
import type { Locks } from "../../../../lib/sharing/queue/locks.ts";
import { readQueue } from "../../../../lib/sharing/queue/queue-store.ts";
import { createMemoryStore } from "../../../../lib/storage/memory-store.ts";
import { createReplicaStore } from "../../../../lib/storage/replica-store.ts";
import type { BlockStore } from "../../../../lib/storage/store.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { drainText, file, startWorld } from "../world.ts";

let world: World;
let owner: Person;
let record: Hex;

beforeAll(async () => {
  world = await startWorld();
  owner = await world.person(0);
  const sections = ["Plans", "Bills"].map((title) => ({
    title,
    description: "",
    message: "first",
    files: [],
  }));
  const draft = { title: "Garden", description: "", sections };
  ({ record } = await createRecord(owner.context, owner.account, { draft }));
});
afterAll(() => world.close());

class Crash extends Error {}

/** A person's device with a store of its own, whose network can be cut and whose program can end. */
function deviceOf(person: Person) {
  const cache = createMemoryStore() as ReturnType<typeof createMemoryStore> & Context["cache"];
  const memory = createVolatileMemory();
  const state = { away: false, steps: 0, crashAt: -1 };
  /** One effect: the program ends before it, or after it. */
  const step = async <T>(effect: () => Promise<T>): Promise<T> => {
    const at = 2 * state.steps++;
    // Nothing has an effect any more once the program has ended.
    if (state.crashAt >= 0 && state.crashAt <= at) throw new Crash();
    const result = await effect();
    if (state.crashAt === at + 1) throw new Crash();
    return result;
  };
  const remote: BlockStore = {
    ...world.store,
    get: (cid, options) => (state.away ? fail() : world.store.get(cid, options)),
    has: (cid, options) => (state.away ? fail() : world.store.has(cid, options)),
    put: (block, options) => (state.away ? fail() : world.store.put(block, options)),
  };
  const request = async (args: { method: string; params?: unknown }) => {
    // A wallet signs by itself.
    if (state.away && !args.method.startsWith("eth_sign")) return fail();
    const ask = () => world.chain.provider.request(args as never);
    return args.method === "eth_sendTransaction" ? step(ask) : ask();
  };
  const transport = custom({ request }, { retryCount: 0 });
  const { client } = world.chain.ledgerOver(transport);
  const steppedMemory: Memory = {
    ...memory,
    update: (key, change) => step(() => memory.update(key, change)),
  };
  const context: Context = {
    ...person.context,
    ledger: { ...person.context.ledger, client },
    store: createReplicaStore({ copies: [remote], cache }),
    cache,
    memory: steppedMemory,
  };
  const { account: signer } = person.account.wallet;
  const wallet: Wallet = createWalletClient({ account: signer, chain: hardhat, transport });
  const account = { ...person.account, wallet };
  return { context, account, state, cache, memory };
}

async function fail(): Promise<never> {
  throw new TypeError("Failed to fetch");
}

type Device = ReturnType<typeof deviceOf>;

/** Looks at a record, so that the device knows it, then loses the network. */
async function lookAndLeave(device: Device): Promise<void> {
  const { context, account } = device;
  await openRecord(context, account, { record });
  await listOwned(context, { owner: account.address });
  await findKey(context, (await world.person(4)).account.address);
  device.state.away = true;
}

const keep = ({ context, account }: Device, message: string, section = 1) =>
  keepPublication(context, account, {
    record,
    section,
    draft: { message, files: [file(`${message}.txt`, `of ${message}`)] },
    titles: { record: "Garden", section: "Plans" },
  });

/** Signs a lease of the record, to be sent later. */
async function keepLease({ context, account }: Device, to: Person): Promise<void> {
  const now = await world.now();
  await keepGrant(context, account, {
    record,
    deadline: sliceStart(now + 600),
    terms: {
      grantee: to.account.address,
      sections: [1],
      write: false,
      notBefore: now,
      expiresAt: now + 700,
      history: true,
    },
  });
}

/** Keeps a record to be; its id. */
async function keepGarden({ context, account }: Device, title: string): Promise<Hex> {
  const section = { title: "Beds", description: "", message: "dug" };
  const draft = {
    title,
    description: "",
    sections: [{ ...section, files: [file("bed.txt", `bed of ${title}`)] }],
  };
  return (await keepCreation(context, account, { draft })).record;
}

const leasesOf = async ({ account }: Person) =>
  (await listLeases(owner.context, { record })).filter(
    ({ grantee }) => grantee.toLowerCase() === account.address.toLowerCase(),
  );

async function ownedTitles(): Promise<string[]> {
  const { context, account } = owner;
  const owned = await listOwned(context, { owner: account.address });
  return Promise.all(
    owned.map(async ({ id }) => (await openRecord(context, account, { record: id })).title),
  );
}

/** What a section says, the oldest first, read as its owner. */
async function messagesOf(section = 1): Promise<string[]> {
  const opened = await openRecord(owner.context, owner.account, { record });
  const entries = opened.sections.find(({ index }) => index === section)?.entries ?? [];
  return entries.map(({ message }) => message).reverse();
}

describe("entries that wait on a device", () => {
  it("are kept without a network, shown to their author alone, and sent in order", async () => {
    const device = deviceOf(owner);
    await lookAndLeave(device);
    const before = await messagesOf();
    await keep(device, "a");
    await keep(device, "b", 2);
    await keep(device, "c");
    const { context, account, state } = device;
    expect(await countQueue(context, { account: account.address })).toEqual({
      waiting: 3,
      stuck: 0,
    });
    expect(await listQueue(context, account)).toMatchObject([
      { label: { record: "Garden", section: "Plans", message: "a", files: ["a.txt"] } },
      { label: { message: "b" } },
      { label: { message: "c" } },
    ]);
    const stranger = await world.person(5);
    const notHers = { ...stranger.account, address: account.address };
    expect(await listQueue(context, notHers)).toMatchObject([
      { label: null },
      { label: null },
      { label: null },
    ]);
    const kept = JSON.stringify(await device.memory.get(`queue/${account.address.toLowerCase()}`));
    expect(kept).not.toContain("Garden");
    expect(kept).not.toContain("a.txt");

    // Nothing leaves the device while nobody can be reached, and nothing is lost.
    await expectCode("storage/too-few-copies", () => sendQueue(context, account));
    expect((await countQueue(context, { account: account.address })).waiting).toBe(3);
    expect(await messagesOf()).toEqual(before);

    state.away = false;
    // Somebody else's entry came meanwhile: only the header is sealed again.
    await publishEntry(owner.context, owner.account, {
      record,
      section: 1,
      draft: { message: "between", files: [] },
    });
    const turns: string[] = [];
    const onItem = ({ id }: { id: string }) => turns.push(id);
    expect(await sendQueue(context, account, { onItem })).toEqual({ sent: 3, stuck: 0, held: 0 });
    expect(turns).toHaveLength(3);
    expect(await messagesOf()).toEqual([...before, "between", "a", "c"]);
    expect((await messagesOf(2)).at(-1)).toBe("b");
    expect(await countQueue(context, { account: account.address })).toEqual({
      waiting: 0,
      stuck: 0,
    });
    // Anybody who may read gets them from the storage.
    const opened = await openRecord(world.device(), owner.account, { record });
    const handle = opened.sections[0]?.entries[0]?.files[0]?.handle;
    expect(await drainText(readFile(world.device(), handle as never))).toBe("of c");
  });

  it("are there exactly once and in order, wherever the program ends", async () => {
    const device = deviceOf(owner);
    const { context, account, state, memory } = device;
    await lookAndLeave(device);
    await keep(device, "x");
    const reader = await world.person(4);
    await keepLease(device, reader);
    const created = await keepGarden(device, "Made at sea");
    await keep(device, "y");
    const key = `queue/${account.address.toLowerCase()}`;
    const queue = await memory.get(key);
    const before = await messagesOf();
    state.away = false;

    let restore = await world.chain.snapshot();
    // Nothing of the run before is known: neither to the device nor to the chain.
    const startAnew = async () => {
      await restore();
      restore = await world.chain.snapshot();
      await owner.context.ledger.histories?.clear();
      await memory.update(key, () => queue);
    };
    state.steps = 0;
    await sendQueue(context, account);
    const { steps } = state;
    expect(steps).toBeGreaterThanOrEqual(11);
    for (let crashAt = 0; crashAt < 2 * steps; crashAt++) {
      await startAnew();
      Object.assign(state, { steps: 0, crashAt });
      const end: unknown = await sendQueue(context, account).catch((error) => error);
      expect(end, `the program ends at ${crashAt}`).toBeInstanceOf(Error);
      Object.assign(state, { crashAt: -1 });
      await sendQueue(context, account);
      expect(await messagesOf(), `after an end at ${crashAt}`).toEqual([...before, "x", "y"]);
      expect(await leasesOf(reader), `after an end at ${crashAt}`).toHaveLength(1);
      const titles = await ownedTitles();
      expect(titles.filter((it) => it === "Made at sea")).toHaveLength(1);
      expect((await openRecord(owner.context, owner.account, { record: created })).title).toBe(
        "Made at sea",
      );
      expect(await memory.get(key)).toBe(undefined);
    }
  }, 240_000);

  it("are not sent by two tabs at a time", async () => {
    const device = deviceOf(owner);
    await lookAndLeave(device);
    await keep(device, "once");
    const { context, account, state } = device;
    state.away = false;
    const before = await messagesOf();
    const ends = await Promise.allSettled([
      sendQueue(context, account),
      sendQueue(context, account),
    ]);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await messagesOf()).toEqual([...before, "once"]);
    const taken: Locks = { tryLock: async () => null };
    await expectCode("sharing/queue-busy", () => sendQueue(context, account, { locks: taken }));
  });

  it("that can never be sent stay, with the reason, and can be tried again or removed", async () => {
    const writer = await world.person(1);
    const now = await world.now();
    const lend = (minutes: number) =>
      grant(owner.context, owner.account, {
        record,
        terms: {
          grantee: writer.account.address,
          sections: [1],
          write: true,
          notBefore: now,
          expiresAt: now + minutes,
          history: true,
        },
      });
    await lend(600);
    const device = deviceOf(writer);
    await lookAndLeave(device);
    const { context, account, state, cache } = device;
    const { id } = await keep(device, "mine");
    await revoke(owner.context, owner.account, { record, grantee: account.address });
    state.away = false;
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 1, held: 0 });
    expect(await listQueue(context, account)).toMatchObject([
      { item: { state: "stuck", reason: "sharing/revoked" }, label: { message: "mine" } },
    ]);
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 0, held: 0 });

    await lend(700);
    await retryQueued(context, { account: account.address, id });
    expect(await sendQueue(context, account)).toEqual({ sent: 1, stuck: 0, held: 0 });
    expect((await messagesOf()).at(-1)).toBe("mine");

    const held = async () => {
      let count = 0;
      for await (const _ of cache.list()) count++;
      return count;
    };
    const blocksBefore = await held();
    const other = await keep(device, "not after all");
    expect(await held()).toBeGreaterThan(blocksBefore);
    await removeQueued(context, { account: account.address, id: other.id });
    expect(await listQueue(context, account)).toEqual([]);
    expect(await held()).toBe(blocksBefore);
  });

  it("whose blocks the device has lost are told", async () => {
    const device = deviceOf(owner);
    await lookAndLeave(device);
    await keep(device, "lost");
    const { context, account, state, cache } = device;
    for await (const cid of cache.list()) await cache.delete(cid);
    state.away = false;
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 1, held: 0 });
    expect(await listQueue(context, account)).toMatchObject([
      { item: { reason: "sharing/queue-lost" } },
    ]);
  });

  it("are not taken for what this device does not know, or may not write", async () => {
    const blind = deviceOf({ ...owner, context: world.device() });
    blind.state.away = true;
    await expectCode("chain/unreachable", () => keep(blind, "blind"));
    const reader = await world.person(2);
    const now = await world.now();
    await grant(owner.context, owner.account, {
      record,
      terms: {
        grantee: reader.account.address,
        sections: [1],
        write: false,
        notBefore: now,
        expiresAt: now + 60,
        history: true,
      },
    });
    const hers = deviceOf(reader);
    await lookAndLeave(hers);
    await expectCode("sharing/not-writer", () => keep(hers, "no"));
    expect(await listQueue(hers.context, hers.account)).toEqual([]);
  });
});

describe("records and leases that wait on a device", () => {
  it("are made without a network, and open to whom they should once they are sent", async () => {
    const device = deviceOf(owner);
    const reader = await world.person(4);
    await lookAndLeave(device);
    const { context, account, state } = device;
    const created = await keepGarden(device, "First of two");
    const other = await keepGarden(device, "Second of two");
    expect(other).not.toBe(created);
    await keepLease(device, reader);
    expect(await listQueue(context, account)).toMatchObject([
      { label: { record: "First of two", message: "Beds", files: ["bed.txt"] } },
      { label: { record: "Second of two" } },
      { message: { kind: "grant" } },
    ]);
    // Nothing of it is anywhere else: neither the lease's keys nor the record's.
    const own = new Set(await queuedBlocks(context, { account: account.address }));
    expect(own.size).toBeGreaterThan(6);
    for (const cid of own) expect(await world.store.has(cid)).toBe(false);
    const stranger = await world.person(5);
    const notHers = { ...stranger.account, address: account.address };
    expect((await listQueue(context, notHers)).slice(0, 2)).toMatchObject([
      { label: null },
      { label: null },
    ]);

    state.away = false;
    // A record made meanwhile takes neither's number.
    const section = { title: "Between", description: "", message: "", files: [] };
    await createRecord(context, account, {
      draft: { title: "Between", description: "", sections: [section] },
    });
    expect(await sendQueue(context, account)).toEqual({ sent: 3, stuck: 0, held: 0 });
    const opened = await openRecord(world.device(), owner.account, { record: created });
    expect(opened.title).toBe("First of two");
    const handle = opened.sections[0]?.entries[0]?.files[0]?.handle;
    expect(await drainText(readFile(world.device(), handle as never))).toBe("bed of First of two");
    expect(await ownedTitles()).toEqual(expect.arrayContaining(["Second of two", "Between"]));
    const lent = await openRecord(world.device(), reader.account, { record });
    expect(lent.title).toBe("Garden");
  });

  it("are not made from what this device does not know", async () => {
    const blind = deviceOf({ ...owner, context: world.device() });
    blind.state.away = true;
    await expectCode("sharing/not-kept", () => keepGarden(blind, "blind"));
    const device = deviceOf(owner);
    await lookAndLeave(device);
    const unknown = await world.person(6);
    await expectCode("sharing/not-kept", () => keepLease(device, unknown));
    expect(await listQueue(device.context, device.account)).toEqual([]);
  });

  it("get stuck where another device took the record's number", async () => {
    const device = deviceOf(owner);
    await lookAndLeave(device);
    const { context, account, state } = device;
    const created = await keepGarden(device, "Too late");
    const { salt } = (await readQueue(context, { account: account.address }))[0] as never;
    state.away = false;
    const { context: elsewhere } = { context: world.device() };
    const publications = [
      { section: 0, slice: await world.now(), epoch: 0, expectedHead: null, newHead: `0x${"1".repeat(64)}` },
    ] as const;
    await send(
      elsewhere.ledger,
      createRecordCall(elsewhere.ledger, { salt, publications: [...publications] }),
      { wallet: owner.account.wallet },
    );
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 1, held: 0 });
    expect(await listQueue(context, account)).toMatchObject([
      { item: { record: created, reason: "ledger/record-exists" }, label: { record: "Too late" } },
    ]);
  });

  it("of one record wait behind a stuck one, which can be moved to the end", async () => {
    const writer = await world.person(1);
    const now = await world.now();
    const lend = (sections: number[], minutes: number) =>
      grant(owner.context, owner.account, {
        record,
        terms: {
          grantee: writer.account.address,
          sections,
          write: true,
          notBefore: now,
          expiresAt: now + minutes,
          history: true,
        },
      });
    await lend([1, 2], 800);
    const device = deviceOf(writer);
    await lookAndLeave(device);
    const { context, account, state } = device;
    const { id } = await keep(device, "not mine any more", 2);
    await keep(device, "behind it", 1);
    await lend([1], 900);
    state.away = false;
    const before = await messagesOf();
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 1, held: 1 });
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 0, held: 1 });
    expect(await messagesOf()).toEqual(before);
    await postponeQueued(context, { account: account.address, id });
    expect(await sendQueue(context, account)).toEqual({ sent: 1, stuck: 1, held: 0 });
    expect(await messagesOf()).toEqual([...before, "behind it"]);
    expect(await listQueue(context, account)).toMatchObject([
      { item: { id, state: "stuck", reason: "sharing/not-writer" } },
    ]);
  });
});

describe("something signed that waits on a device", () => {
  it("is sent once, also if it was sent from elsewhere, and is told where it is void", async () => {
    const reader = await world.person(3);
    const now = await world.now();
    const sign = () =>
      signGrant(owner.context, owner.account, {
        record,
        deadline: sliceStart(now + 30),
        terms: {
          grantee: reader.account.address,
          sections: [1],
          write: false,
          notBefore: now,
          expiresAt: now + 60,
          history: true,
        },
      });
    const device = deviceOf(reader);
    const { context, account, state } = device;
    const of = { account: account.address };
    state.away = true;
    const first = await sign();
    await keepSigned(context, { ...of, message: first });
    expect(await listQueue(context, account)).toMatchObject([{ message: { kind: "grant" } }]);
    await expectCode("chain/unreachable", () => sendQueue(context, account));
    state.away = false;
    expect(await sendQueue(context, account)).toEqual({ sent: 1, stuck: 0, held: 0 });

    const second = await sign();
    await keepSigned(context, { ...of, message: second });
    await sendSigned(owner.context, owner.account, { message: second });
    expect(await sendQueue(context, account)).toEqual({ sent: 1, stuck: 0, held: 0 });

    const third = await sign();
    await keepSigned(context, { ...of, message: third });
    await closeRecord(owner.context, owner.account, { record });
    expect(await sendQueue(context, account)).toEqual({ sent: 0, stuck: 1, held: 0 });
    expect(await listQueue(context, account)).toMatchObject([{ item: { reason: "sharing/void" } }]);
  });
});
