import { CID } from "multiformats/cid";
import type { Address, Hex } from "viem";
import { z } from "zod/mini";
import { fromHex, toHex, utf8ToBytes } from "../../bytes.ts";
import { hkdf } from "../../crypto/kdf.ts";
import { platformRandom } from "../../crypto/random.ts";
import { seal, unseal } from "../../crypto/seal.ts";
import { TAGS } from "../../crypto/tags.ts";
import { LeaseholdError } from "../../error.ts";
import type { Reader } from "../account.ts";
import { keyPairsOf } from "../account.ts";
import type { Memory } from "../memory.ts";
import type { ContentPlan } from "../records/content.ts";

/*
 * An upload between visits. What it needs to go on has the content key and the names of files in it,
 * so it is sealed under the account's identity; it is written once, before the first byte is read,
 * and never changes. What changes is public: digests of blocks.
 */

const hex = z.string().check(z.regex(/^0x(?:[0-9a-f]{2})*$/));
const count = z.int().check(z.gte(0));

const planSchema = z.object({
  content: z.object({ id: hex, contentKey: hex }),
  record: hex,
  section: count,
  title: z.string(),
  description: z.string(),
  message: z.string(),
  streams: z.array(
    z.object({
      size: count,
      header: hex,
      key: z.nullable(z.object({ id: hex, number: count, key: hex })),
      cid: z.nullable(z.string()),
      files: z.array(count),
    }),
  ),
  files: z.array(
    z.object({
      name: z.string(),
      mediaType: z.string(),
      size: count,
      modified: z.nullable(z.int()),
      stream: count,
      offset: count,
    }),
  ),
});

const uploadSchema = z.object({
  v: z.literal(1),
  record: hex,
  begun: count,
  /** A record to be: its number among the owner's, title and secret. */
  creation: z.nullable(
    z.object({ salt: count, title: z.string(), secret: hex, secretBlock: z.string() }),
  ),
  newSection: z.optional(z.boolean()),
  parts: z.array(planSchema).check(z.minLength(1)),
});

const savedSchema = z.object({ salt: hex, sealed: hex });
const headSchema = z.object({ head: hex, slice: count });
const listSchema = z.array(z.string());

/** Entries that are being stored: one, or all those of a record to be. */
export interface Upload {
  readonly id: string;
  readonly record: Hex;
  /** When it began, by this device's clock; unix milliseconds. */
  readonly begun: number;
  readonly creation: {
    readonly salt: number;
    readonly title: string;
    readonly secret: Uint8Array;
    readonly secretBlock: CID;
  } | null;
  /** Whether its section, in a record that there is, begins with it. */
  readonly newSection?: boolean | undefined;
  readonly parts: readonly ContentPlan[];
}

/** An entry that was sealed for an upload: its transaction may have been sent. */
export interface SealedHead {
  readonly head: Hex;
  readonly slice: number;
}

const listKey = (account: Address) => `uploads/${account.toLowerCase()}`;
const uploadKey = (id: string) => `upload/${id}`;
const blocksKey = (id: string) => `upload-blocks/${id}`;
const headsKey = (id: string) => `upload-heads/${id}`;

/** Seals an upload to its account, and keeps it. Its id is new. */
export async function saveUpload(
  memory: Memory,
  { address, identity }: Reader,
  upload: Upload,
): Promise<void> {
  const salt = platformRandom(32);
  const key = hkdf({ ikm: identity.seed, salt, info: [TAGS.uploadSeal] });
  const plaintext = utf8ToBytes(JSON.stringify(encodeUpload(upload)));
  const sealed = await seal(key, { aad: utf8ToBytes(upload.id), plaintext });
  await memory.update(uploadKey(upload.id), () => ({ salt: toHex(salt), sealed: toHex(sealed) }));
  await memory.update(listKey(address), (present) => [
    ...decodeList(present).filter((id) => id !== upload.id),
    upload.id,
  ]);
}

/** Ids of an account's unfinished uploads, the oldest first. */
export async function uploadIds(memory: Memory, account: Address): Promise<string[]> {
  return decodeList(await memory.get(listKey(account)));
}

/** Opens an upload; null if it is not there, is damaged, or is another account's. */
export async function loadUpload(
  memory: Memory,
  reader: Reader,
  id: string,
): Promise<Upload | null> {
  const saved = z.safeParse(savedSchema, await memory.get(uploadKey(id)));
  if (!saved.success) return null;
  const salt = fromHex(saved.data.salt);
  for (const { seed } of keyPairsOf(reader)) {
    const key = hkdf({ ikm: seed, salt, info: [TAGS.uploadSeal] });
    try {
      const sealed = fromHex(saved.data.sealed);
      const plaintext = await unseal(key, { aad: utf8ToBytes(id), sealed });
      return decodeUpload(id, JSON.parse(new TextDecoder().decode(plaintext)));
    } catch (error) {
      // Sealed under an earlier identity, perhaps.
      if (!(error instanceof LeaseholdError)) throw error;
    }
  }
  return null;
}

/** Forgets an upload, but for what its streams' logs say. */
export async function forgetUpload(
  memory: Memory,
  { account, id }: { account: Address; id: string },
): Promise<void> {
  for (const key of [uploadKey(id), blocksKey(id), headsKey(id)]) {
    await memory.update(key, () => undefined);
  }
  await memory.update(listKey(account), (present) => {
    const left = decodeList(present).filter((it) => it !== id);
    return left.length === 0 ? undefined : left;
  });
}

/** Writes down a block that is no leaf, before it is put. */
export async function noteBlock(memory: Memory, id: string, cid: CID): Promise<void> {
  const text = cid.toString();
  await memory.update(blocksKey(id), (present) => {
    const known = decodeList(present);
    return known.includes(text) ? known : [...known, text];
  });
}

/** Blocks that are no leaves and were put, or were to be. */
export async function notedBlocks(memory: Memory, id: string): Promise<CID[]> {
  return decodeList(await memory.get(blocksKey(id))).flatMap((text) => {
    const cid = parseCid(text);
    return cid ? [cid] : [];
  });
}

/** Writes down entries before the transaction is sent that names them. */
export async function noteHeads(
  memory: Memory,
  id: string,
  heads: readonly SealedHead[],
): Promise<void> {
  await memory.update(headsKey(id), (present) => [...decodeHeads(present), ...heads]);
}

export async function notedHeads(memory: Memory, id: string): Promise<SealedHead[]> {
  return decodeHeads(await memory.get(headsKey(id)));
}

function encodeUpload(upload: Upload): z.infer<typeof uploadSchema> {
  const { record, begun, creation, newSection, parts } = upload;
  return {
    v: 1,
    record,
    begun,
    newSection,
    creation: creation && {
      ...creation,
      secret: toHex(creation.secret),
      secretBlock: creation.secretBlock.toString(),
    },
    parts: parts.map(({ content, streams, files, ...part }) => ({
      ...part,
      content: { id: toHex(content.id), contentKey: toHex(content.contentKey) },
      streams: streams.map(({ size, header, key, cid, files }) => ({
        size,
        header: toHex(header),
        key: key && { id: toHex(key.id), number: key.number, key: toHex(key.key) },
        cid: cid === null ? null : cid.toString(),
        files: [...files],
      })),
      files: [...files],
    })),
  };
}

function decodeUpload(id: string, value: unknown): Upload | null {
  const parsed = z.safeParse(uploadSchema, value);
  if (!parsed.success) return null;
  const { record, begun, creation, newSection, parts } = parsed.data;
  return {
    id,
    newSection,
    record: record as Hex,
    begun,
    creation: creation && {
      ...creation,
      secret: fromHex(creation.secret),
      secretBlock: CID.parse(creation.secretBlock),
    },
    parts: parts.map(({ content, streams, ...part }) => ({
      ...part,
      record: part.record as Hex,
      content: { id: fromHex(content.id), contentKey: fromHex(content.contentKey) },
      streams: streams.map(({ header, key, cid, ...stream }) => ({
        ...stream,
        header: fromHex(header),
        key: key && { ...key, id: fromHex(key.id), key: fromHex(key.key) },
        cid: cid === null ? null : CID.parse(cid),
      })),
    })),
  };
}

function decodeList(stored: unknown): string[] {
  const parsed = z.safeParse(listSchema, stored);
  return parsed.success ? parsed.data : [];
}

/** What is not what was stored is passed over, one by one. */
function decodeHeads(stored: unknown): SealedHead[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((item) => {
    const parsed = z.safeParse(headSchema, item);
    return parsed.success ? [{ head: parsed.data.head as Hex, slice: parsed.data.slice }] : [];
  });
}

function parseCid(text: string): CID | null {
  try {
    return CID.parse(text);
  } catch {
    return null;
  }
}
