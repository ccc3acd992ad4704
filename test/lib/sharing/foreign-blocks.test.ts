import type { CID } from "multiformats/cid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeEntry } from "../../../lib/crypto/entry.ts";
import { LeaseholdError } from "../../../lib/error.ts";
import { structuredCid } from "../../../lib/sharing/blocks.ts";
import type { OpenedRecord } from "../../../lib/sharing/index.ts";
import {
  createRecord,
  grant,
  openRecord,
  publishEntry,
  revoke,
  sliceOf,
} from "../../../lib/sharing/index.ts";
import { takeSnapshot } from "../../../lib/sharing/records/snapshot.ts";
import type { BlockStore } from "../../../lib/storage/store.ts";
import type { Person, World } from "./world.ts";
import { file, startWorld } from "./world.ts";

/*
 * Blocks that a store replaced without anybody checking their CID (every real store checks): the
 * formats alone must refuse them.
 */

let world: World;
let owner: Person;
let reader: Person;
let record: `0x${string}`;
/** The blocks that the reader needs, by what they are. */
let blocks: Record<"envelope" | "rotation" | "secret" | "entry" | "body", CID>;
let whole: string;

beforeAll(async () => {
  world = await startWorld();
  [owner, reader] = [await world.person(0), await world.person(1)];
  const other = await world.person(2);
  ({ record } = await createRecord(owner.context, owner.account, {
    draft: {
      title: "Record",
      description: "",
      sections: [{ title: "One", description: "", message: "old", files: [] }],
    },
  }));
  const start = sliceOf((await world.chain.client.getBlock()).timestamp);
  for (const person of [reader, other]) {
    await grant(owner.context, owner.account, {
      record,
      terms: {
        grantee: person.account.address,
        sections: [1],
        write: false,
        notBefore: start,
        expiresAt: start + 1000,
        history: true,
      },
    });
  }
  await revoke(owner.context, owner.account, { record, grantee: other.account.address });
  await publishEntry(owner.context, owner.account, {
    record,
    section: 1,
    draft: { message: "the truth", files: [file("name.txt", "x")] },
  });
  const { history } = await takeSnapshot(owner.context, record);
  const head = structuredCid(history.publications.at(-1)?.head ?? "0x");
  const entry = decodeEntry(await world.store.get(head));
  blocks = {
    envelope: structuredCid(history.leases[0]?.envelope ?? "0x"),
    rotation: structuredCid(history.rotations[0]?.rotation ?? "0x"),
    secret: entry.secret,
    entry: head,
    body: entry.body,
  };
  whole = shown(await open(reader));
});

afterAll(() => world.close());

const open = (person: Person) => openRecord(person.context, person.account, { record });

/** What a person would see. */
function shown({ title, sections }: OpenedRecord): string {
  const of = sections.map((section) => [
    section.title,
    section.entries.map(({ message, files }) => [message, files.map(({ name }) => name)]),
  ]);
  return JSON.stringify([title, of]);
}

/** The person's context over a store that gives other bytes for one block. */
function deceived(person: Person, cid: CID, bytes: Uint8Array): Person {
  const store: BlockStore = {
    ...world.store,
    get: async (asked, options) => (asked.equals(cid) ? bytes : world.store.get(asked, options)),
  };
  return { ...person, context: { ...person.context, store } };
}

/**
 * Whether it was refused: a typed error, or a record in which the block's entry is not open. Where
 * it was not, what is shown must be the truth: the change was in a part for somebody else, such as
 * the owner's copy of a key.
 */
async function isRefused(person: Person, changed: { cid: CID; bytes: Uint8Array }) {
  const opened = await open(deceived(person, changed.cid, changed.bytes)).catch(
    (error: unknown) => error,
  );
  if (opened instanceof Error) {
    expect(opened).toBeInstanceOf(LeaseholdError);
    return true;
  }
  const { sections } = opened as OpenedRecord;
  const newest = sections[0]?.entries[0];
  if (newest?.status === "open") {
    expect(shown(opened as OpenedRecord)).toBe(whole);
    return false;
  }
  expect(newest?.reason).toMatch(/^(crypto|sharing|storage|stream)\//);
  expect(newest).toMatchObject({ message: "", files: [] });
  return true;
}

const KINDS = ["envelope", "rotation", "entry", "body"] as const;

describe("a block in the place of another", () => {
  it("is the truth where nothing was changed", async () => {
    for (const kind of KINDS) {
      const bytes = await world.store.get(blocks[kind]);
      expect(shown(await open(deceived(reader, blocks[kind], bytes)))).toBe(whole);
    }
    expect(whole).toContain("the truth");
  });

  it.each(KINDS)("is refused, or makes no difference, with a byte flipped: %s", async (kind) => {
    const cid = blocks[kind];
    const bytes = await world.store.get(cid);
    const step = Math.max(1, Math.floor(bytes.length / 120));
    let refused = 0;
    for (let i = 0; i < bytes.length; i += step) {
      const flipped = new Uint8Array(bytes);
      flipped[i] = (flipped[i] ?? 0) ^ 0x01;
      if (await isRefused(reader, { cid, bytes: flipped })) refused++;
    }
    // Most of an entry is the owner's copy of the key, half of this rotation the cover's secret.
    expect(refused).toBeGreaterThan(kind === "envelope" || kind === "body" ? 115 : 30);
  });

  it.each(KINDS)("is refused cut off anywhere: %s", async (kind) => {
    const cid = blocks[kind];
    const bytes = await world.store.get(cid);
    const step = Math.max(1, Math.floor(bytes.length / 40));
    for (let length = 0; length < bytes.length; length += step) {
      expect(await isRefused(reader, { cid, bytes: bytes.slice(0, length) })).toBe(true);
    }
  });

  it.each(KINDS)("is refused if it is another kind of block: %s", async (kind) => {
    for (const other of Object.values(blocks)) {
      if (other.equals(blocks[kind])) continue;
      const bytes = await world.store.get(other);
      expect(await isRefused(reader, { cid: blocks[kind], bytes })).toBe(true);
    }
  });

  it("is refused as the owner's secret", async () => {
    const bytes = await world.store.get(blocks.secret);
    for (let i = 0; i < bytes.length; i += 37) {
      const flipped = new Uint8Array(bytes);
      flipped[i] = (flipped[i] ?? 0) ^ 0x80;
      const outcome = await open(deceived(owner, blocks.secret, flipped)).catch(
        (error: unknown) => error,
      );
      expect(outcome).toBeInstanceOf(LeaseholdError);
    }
  });
});
