import { sha256 } from "@noble/hashes/sha2.js";
import type { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import type { Memory, UnfinishedUpload } from "../../../../lib/sharing/index.ts";
import {
  createRecord,
  createVolatileMemory,
  isCancelled,
  listUploads,
  openRecord,
  publishEntry,
  readFile,
} from "../../../../lib/sharing/index.ts";
import { RAW } from "../../../../lib/storage/block.ts";
import { StorageError } from "../../../../lib/storage/errors.ts";
import { createMemoryStore } from "../../../../lib/storage/memory-store.ts";
import type { BlockStore, ManagedStore } from "../../../../lib/storage/store.ts";
import type { Person, World } from "../world.ts";
import { drain, file, startWorld } from "../world.ts";

export const MIB = 2 ** 20;

/** One record of one owner, made anew for each test on an empty device with an empty store. */
export interface Desk {
  world: World;
  owner: Person;
  record: Hex;
  store: ManagedStore;
  memory: Memory;
}

/** What the tests of a file work with; it is there within tests. */
export const desk = {} as Desk;

export function prepareDesk(): void {
  beforeAll(async () => {
    desk.world = await startWorld();
    desk.owner = await desk.world.person(0);
  });
  afterAll(() => desk.world.close());
  beforeEach(async () => {
    desk.memory = createVolatileMemory();
    desk.store = createMemoryStore();
    const { context, account } = device();
    const section = { title: "Scans", description: "", message: "first", files: [] };
    const draft = { title: "Record", description: "", sections: [section] };
    desk.record = (await createRecord(context, account, { draft })).record;
  });
}

/** The owner on the same device, as if the program had begun anew, perhaps with another store. */
export function device(over: Partial<BlockStore> = {}): Person {
  const context = {
    ...desk.world.device(),
    memory: desk.memory,
    store: { ...desk.store, ...over },
  };
  return { context, account: desk.owner.account };
}

export function noise(size: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = ((i + seed * 7919) * 2_654_435_761) >>> 24;
  return bytes;
}

export const BYTES = noise(5 * MIB + 99);
export const FILES = () => [file("scan.bin", BYTES), file("note.txt", "a note")];

/** A store that fails from its `n`th leaf on. */
export function failingAt(
  n: number,
  error: StorageError = new StorageError("unavailable", "gone"),
) {
  let leaves = 0;
  return {
    put: async (...[block, options]: Parameters<BlockStore["put"]>) => {
      if (block.cid.code === RAW && block.bytes.length === MIB && ++leaves >= n) throw error;
      return desk.store.put(block, options);
    },
  };
}

/** A store that writes down which leaves it is given. */
export function counting() {
  const put: CID[] = [];
  return {
    leaves: put,
    over: {
      put: async (...[block, options]: Parameters<BlockStore["put"]>) => {
        if (block.cid.code === RAW && block.bytes.length === MIB) put.push(block.cid);
        return desk.store.put(block, options);
      },
    },
  };
}

export const publish = (person: Person, options: object = {}, files = FILES()) =>
  publishEntry(person.context, person.account, {
    record: desk.record,
    section: 1,
    draft: { message: "large", files },
    resumable: true,
    ...options,
  });

export async function only(person = device()): Promise<UnfinishedUpload> {
  const [upload, ...others] = await listUploads(person.context, person.account);
  if (!upload || others.length > 0) throw new TypeError("There is not one upload.");
  return upload;
}

export async function expectPublished(person = device()) {
  const { sections } = await openRecord(person.context, person.account, { record: desk.record });
  const entries = sections[0]?.entries ?? [];
  expect(entries.map(({ message }) => message)).toEqual(["large", "first"]);
  const [scan, note] = entries[0]?.files ?? [];
  if (!scan || !note) throw new TypeError("The files are not there.");
  expect(sha256(await drain(readFile(person.context, scan.handle)))).toEqual(sha256(BYTES));
  expect(await drain(readFile(person.context, note.handle))).toHaveLength(6);
  expect(await listUploads(person.context, person.account)).toEqual([]);
}

/** It fails, because its signal stopped it. */
export async function expectStopped(running: Promise<unknown>): Promise<void> {
  expect(isCancelled(await running.catch((error: unknown) => error))).toBe(true);
}

export async function entryCount(): Promise<number> {
  const { context, account } = device();
  return (
    (await openRecord(context, account, { record: desk.record })).sections[0]?.entries.length ?? 0
  );
}

/** Everything that a memory holds. */
export function watchedMemory(): { memory: Memory; text: () => string } {
  const values = new Map<string, unknown>();
  const inner = createVolatileMemory();
  return {
    text: () => JSON.stringify([...values]),
    memory: {
      ...inner,
      async update(key, change) {
        const next = await inner.update(key, change);
        values.set(key, next);
        return next;
      },
    },
  };
}
