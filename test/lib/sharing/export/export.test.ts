import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyPairOfSeed } from "../../../../lib/crypto/hpke.ts";
import type { Archive } from "../../../../lib/sharing/export/archive.ts";
import {
  archiveContext,
  openArchive,
  readArchive,
} from "../../../../lib/sharing/export/archive.ts";
import { exportRecords, lentRecords } from "../../../../lib/sharing/export/export-records.ts";
import { importBlocks } from "../../../../lib/sharing/export/import-blocks.ts";
import type { Context, OpenedRecord } from "../../../../lib/sharing/index.ts";
import {
  createContext,
  createRecord,
  createVolatileMemory,
  grant,
  grantRoot,
  listLent,
  listOwned,
  listSigned,
  openRecord,
  publishEntry,
  readFile,
  rememberRecord,
  revoke,
  signGrant,
} from "../../../../lib/sharing/index.ts";
import type { Block } from "../../../../lib/storage/block.ts";
import { createBlock, RAW } from "../../../../lib/storage/block.ts";
import { decodeCar, encodeCar } from "../../../../lib/storage/car.ts";
import { createMemoryStore } from "../../../../lib/storage/memory-store.ts";
import type { ManagedStore } from "../../../../lib/storage/store.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Person, World } from "../world.ts";
import { drain, drainText, file, startWorld } from "../world.ts";

const DAY = 24 * 60;

let world: World;
let owner: Person;
let reader: Person;
let record: Hex;
let other: Hex;
/** The owner's export. */
let car: Uint8Array;

beforeAll(async () => {
  world = await startWorld();
  owner = await world.person(0);
  reader = await world.person(1);
  const ended = await world.person(2);
  record = await newRecord("My history", [
    file("a.txt", "alpha"),
    file("big.bin", noise(3_000_000)),
  ]);
  other = await newRecord("Taxes", [file("b.txt", "beta")]);
  await lend(reader, record);
  await lend(ended, record);
  await revoke(owner.context, owner.account, { record, grantee: ended.account.address });
  await publishEntry(owner.context, owner.account, {
    record,
    section: 1,
    draft: { message: "after the rotation", files: [file("c.txt", "gamma")] },
  });
  car = await exportOf(owner);
});

afterAll(() => world.close());

function noise(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 2654435761) >>> 13;
  return bytes;
}

async function newRecord(title: string, files: ReturnType<typeof file>[]): Promise<Hex> {
  const sections = [{ title: "First", description: "", message: "hello", files }];
  const draft = { title, description: "what it is", sections };
  return (await createRecord(owner.context, owner.account, { draft })).record;
}

async function termsFor(to: Person) {
  const slice = await world.now();
  return {
    grantee: to.account.address,
    sections: [0, 1],
    write: false,
    history: true,
    notBefore: slice,
    expiresAt: slice + DAY,
  };
}

async function lend(to: Person, lent: Hex): Promise<void> {
  await grant(owner.context, owner.account, { record: lent, terms: await termsFor(to) });
}

async function exportOf(person: Person, records?: Hex[]): Promise<Uint8Array> {
  const { context, account } = person;
  return drain(await exportRecords(context, account, { as: "car", records }));
}

const streamOf = (bytes: Uint8Array) => new Blob([bytes as BlobPart]).stream();

async function blocksOf(bytes: Uint8Array): Promise<{ root: Block; all: Block[] }> {
  const all: Block[] = [];
  for await (const block of (await decodeCar(streamOf(bytes))).blocks) all.push(block);
  return { root: all[0] as Block, all };
}

async function rebuilt(blocks: Block[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of encodeCar(blocks, { roots: [(blocks[0] as Block).cid] }))
    parts.push(part);
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

async function archiveOf(bytes: Uint8Array): Promise<Archive> {
  const { root, all } = await blocksOf(bytes);
  const store = createMemoryStore();
  for (const block of all) await store.put(block);
  return readArchive(store, root.cid);
}

async function contentsOf(context: Context, opened: OpenedRecord): Promise<unknown> {
  const files = opened.sections.flatMap(({ entries }) => entries.flatMap((it) => it.files));
  const bytes = await Promise.all(files.map(({ handle }) => drain(readFile(context, handle))));
  return { ...opened, time: 0, bytes };
}

describe("an export", () => {
  it("opens everything without any node, with the identity's seed alone", async () => {
    const archive = await archiveOf(car);
    const identity = await keyPairOfSeed(owner.account.identity.seed);
    const alone = { address: archive.account, identity };
    const { memory } = await openArchive(archive, alone);
    const context = await archiveContext([archive], { memory });
    const listed = await listOwned(context, { owner: alone.address });
    expect(listed).toEqual(await listOwned(owner.context, { owner: alone.address }));
    for (const { id } of listed) {
      const here = await openRecord(context, alone, { record: id });
      const there = await openRecord(owner.context, owner.account, { record: id });
      expect(await contentsOf(context, here)).toEqual(await contentsOf(owner.context, there));
      expect(here.sections.flatMap((it) => it.entries).every((it) => it.status === "open")).toBe(
        true,
      );
    }
  });

  it("of what was lent opens without any node what was open when it was made", async () => {
    const records = await lentRecords(reader.context, { account: reader.account.address });
    expect(records).toEqual([record]);
    const archive = await archiveOf(await exportOf(reader, records));
    const context = await archiveContext([archive]);
    const lent = await listLent(context, { account: reader.account.address });
    expect(lent.map((it) => [it.record, it.state])).toEqual([[record, "live"]]);
    const opened = await openRecord(context, reader.account, { record });
    expect(opened.title).toBe("My history");
    const [entry] = opened.sections[0]?.entries ?? [];
    expect(entry?.message).toBe("after the rotation");
    const [first] = entry?.files ?? [];
    expect(first && (await drainText(readFile(context, first.handle)))).toBe("gamma");
  });

  it("of a lease under a root finds it, since what is remembered comes along", async () => {
    const person = await world.person(3);
    await grantRoot(owner.context, owner.account, {
      record: other,
      leases: [await termsFor(person), await termsFor(reader)],
    });
    const { context, account } = person;
    await rememberRecord(context, { account: account.address, record: other });
    const archive = await archiveOf(await exportOf(person, [other]));
    const offline = await archiveContext([archive], await openArchive(archive, account));
    const lent = await listLent(offline, { account: account.address });
    expect(lent.map((it) => it.record)).toEqual([other]);
    expect((await openRecord(offline, account, { record: other })).title).toBe("Taxes");
  });

  it("is joined with others of the same ledger, as of the newest", async () => {
    const archives = [await archiveOf(car), await archiveOf(await exportOf(reader, [record]))];
    const [mine, theirs] = archives as [Archive, Archive];
    const context = await archiveContext([mine, theirs]);
    expect(await listOwned(context, { owner: owner.account.address })).toHaveLength(2);
    expect(await listLent(context, { account: reader.account.address })).toHaveLength(1);
    const foreign = { ...theirs, chainId: 5 };
    await expectCode("sharing/other-network", () => archiveContext([mine, foreign]));
  });

  it("brings an account's earlier identities along", async () => {
    const former = await keyPairOfSeed(crypto.getRandomValues(new Uint8Array(32)));
    const account = { ...owner.account, earlier: [former] };
    const archive = await archiveOf(await exportOf({ ...owner, account }));
    const { reader: opened } = await openArchive(archive, owner.account);
    expect(opened.earlier).toEqual([former]);
  });

  it("shows its seal to nobody else, and shows a change", async () => {
    const archive = await archiveOf(car);
    await expectCode("crypto/tampered", () => openArchive(archive, reader.account));
    const root = { ...archive.root, records: [] };
    await expectCode("crypto/tampered", () => openArchive({ ...archive, root }, owner.account));
  });

  it("is refused where it is something else", async () => {
    const block = await createBlock(new Uint8Array([1, 2, 3]), RAW);
    const store = createMemoryStore();
    await store.put(block);
    await expectCode("sharing/not-an-export", () => readArchive(store, block.cid));
    for (const bytes of [new Uint8Array(), new Uint8Array(100), await rebuilt([block])]) {
      await expectCode("sharing/not-an-export", () =>
        importBlocks(owner.context, { car: streamOf(bytes) }),
      );
    }
  });
});

describe("importing", () => {
  /** The owner on a new device, whose storage has lost everything. */
  function emptied(): { context: Context; store: ManagedStore } {
    const { network, ledger } = owner.context;
    const store = createMemoryStore();
    const parts = { client: ledger.client, store, memory: createVolatileMemory() };
    return { context: createContext(network, parts), store };
  }

  it("brings a lost storage back, and what the device remembered", async () => {
    const signed = await world.person(4);
    const slice = await world.now();
    await signGrant(owner.context, owner.account, {
      record: other,
      terms: await termsFor(signed),
      deadline: (slice + DAY) * 60,
    });
    const whole = await exportOf(owner);
    const { context, store } = emptied();
    await expectCode("storage/not-found", () => openRecord(context, owner.account, { record }));
    const steps: number[] = [];
    const outcome = await importBlocks(context, {
      car: streamOf(whole),
      reader: owner.account,
      onProgress: ({ stored }) => steps.push(stored),
    });
    expect(outcome).toMatchObject({ foreign: 0, missing: 0, held: 0, remembered: true });
    expect(outcome.records.toSorted()).toEqual([record, other].toSorted());
    expect(steps.at(-1)).toBe(outcome.stored);
    const { signer } = { signer: owner.account.address };
    expect(await listSigned(context, { signer })).toEqual(
      await listSigned(owner.context, { signer }),
    );
    const opened = await openRecord(context, owner.account, { record });
    const before = await openRecord(owner.context, owner.account, { record });
    expect(await contentsOf(context, opened)).toEqual(await contentsOf(owner.context, before));
    // The reader's keys are in the storage again too.
    const readers = { ...reader.context, store };
    expect((await openRecord(readers, reader.account, { record })).title).toBe("My history");
  });

  it("goes on where it was cut off", async () => {
    const { context } = emptied();
    const half = car.slice(0, car.length / 2);
    await expectCode("storage/malformed", () => importBlocks(context, { car: streamOf(half) }));
    const outcome = await importBlocks(context, { car: streamOf(car) });
    expect(outcome.held).toBeGreaterThan(0);
    expect(outcome).toMatchObject({ missing: 0, remembered: false });
    await openRecord(context, owner.account, { record });
  });

  it("counts what a file cut off between two blocks lacks", async () => {
    const { context } = emptied();
    const { all } = await blocksOf(car);
    const outcome = await importBlocks(context, { car: streamOf(await rebuilt(all.slice(0, -2))) });
    expect(outcome.missing).toBeGreaterThan(0);
  });

  it("refuses blocks that the export does not name", async () => {
    const { context, store } = emptied();
    const { all } = await blocksOf(car);
    const stranger = await createBlock(new TextEncoder().encode("not of the export"), RAW);
    const [root, ...rest] = all as [Block, ...Block[]];
    const bytes = await rebuilt([root, stranger, ...rest]);
    const outcome = await importBlocks(context, { car: streamOf(bytes) });
    expect(outcome).toMatchObject({ foreign: 1, missing: 0 });
    expect(await store.has(stranger.cid)).toBe(false);
  });

  it("refuses an export of another ledger", async () => {
    const { context } = emptied();
    const elsewhere = { ...context, ledger: { ...context.ledger, chainId: 5 } };
    await expectCode("sharing/other-network", () =>
      importBlocks(elsewhere, { car: streamOf(car) }),
    );
  });

  it("never takes changed bytes, wherever they were changed", async () => {
    const step = Math.max(1, Math.floor(car.length / 60));
    for (let at = 0; at < car.length; at += step) {
      const changed = car.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      const { context } = emptied();
      await importBlocks(context, { car: streamOf(changed) }).then(
        ({ missing, foreign }) => expect(missing + foreign).toBeGreaterThan(0),
        (error) => expect(error.code).toMatch(/^(storage|sharing|crypto)\//),
      );
    }
  });
});

describe("stopping", () => {
  it("ends an export with the signal's reason", async () => {
    const abort = new AbortController();
    const { signal } = abort;
    const stream = await exportRecords(owner.context, owner.account, { as: "car", signal });
    const bytes = stream.getReader();
    await bytes.read();
    const reason = new Error("enough");
    abort.abort(reason);
    const rest = async () => {
      while (!(await bytes.read()).done);
    };
    expect(await rest().catch((error) => error)).toBe(reason);
    const again = exportRecords(owner.context, owner.account, { as: "car", signal });
    expect(await again.catch((error) => error)).toBe(reason);
  });

  it("leaves out what no store has, and says so", async () => {
    const holes: string[] = [];
    const store = {
      ...world.store,
      get: async (...[cid, options]: Parameters<ManagedStore["get"]>) => {
        if (cid.code === RAW && holes.length === 0) holes.push(cid.toString());
        return holes.includes(cid.toString())
          ? createMemoryStore().get(cid, options)
          : world.store.get(cid, options);
      },
    };
    let missing = 0;
    const stream = await exportRecords({ ...owner.context, store }, owner.account, {
      as: "car",
      onProgress: (it) => {
        if (it.step === "write") missing = it.missing;
      },
    });
    await drain(stream);
    expect(holes).toHaveLength(1);
    expect(missing).toBeGreaterThan(0);
  });
});
