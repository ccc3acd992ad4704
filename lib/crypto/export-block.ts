import * as dagCbor from "@ipld/dag-cbor";
import * as z from "zod/mini";
import type { Block } from "./block-codec.ts";
import {
  blockFormat,
  blockLink,
  byteString,
  bytes,
  decodeBlock,
  encodeBlock,
  storedLink,
  uint,
} from "./block-codec.ts";
import type { KeyPair } from "./hpke.ts";
import { hkdf } from "./kdf.ts";
import { ADDRESS_SIZE, SEAL_OVERHEAD, SECRET_SIZE } from "./limits.ts";
import { logItem } from "./log-item.ts";
import type { Random } from "./random.ts";
import { platformRandom } from "./random.ts";
import { seal, unseal } from "./seal.ts";
import { TAGS } from "./tags.ts";

const MAX = Number.MAX_SAFE_INTEGER;

/** Logs and links in a part, at most: it stays well below what a block may have. */
export const EXPORT_PART = { logs: 1024, links: 8192 } as const;

/** The largest log data that is joined with others in a part, in bytes. */
export const EXPORT_PART_BYTES = 512 * 1024;

const rootFormat = blockFormat("export", {
  chainId: uint(MAX),
  ledger: bytes(ADDRESS_SIZE),
  keyDirectory: bytes(ADDRESS_SIZE),
  deployedAt: uint(MAX),
  account: bytes(ADDRESS_SIZE),
  block: z.strictObject({ number: uint(MAX), hash: bytes(32), time: uint(MAX) }),
  records: z.array(bytes(32)),
  parts: z.array(blockLink),
  salt: bytes(SECRET_SIZE),
  sealed: byteString(({ length }) => length > SEAL_OVERHEAD),
});

const partFormat = blockFormat("export-part", {
  logs: z.array(logItem).check(z.maxLength(EXPORT_PART.logs)),
  links: z.array(storedLink).check(z.maxLength(EXPORT_PART.links)),
});

const keptFormat = blockFormat("kept", {
  earlier: z.array(bytes(SECRET_SIZE)),
  memory: z.array(z.strictObject({ key: z.string(), value: z.string() })),
});

/** The root block of an export (protocol §14). */
export type ExportRoot = z.infer<typeof rootFormat>;

/** A part of an export: logs of the ledger, and the blocks and streams that the export holds. */
export type ExportPart = Omit<z.infer<typeof partFormat>, "v" | "type">;

/**
 * What an export holds for its account alone: the seeds of the identities that the account had
 * before, newest first, and what the device remembers, as names and JSON texts.
 */
export type Kept = Omit<z.infer<typeof keptFormat>, "v" | "type">;

/** Makes the root block of an export, whose whole content only the account's identity can have made. */
export async function sealExport(
  content: Omit<ExportRoot, "v" | "type" | "salt" | "sealed">,
  of: { identity: KeyPair; kept: Kept; random?: Random },
): Promise<Block> {
  const salt = (of.random ?? platformRandom)(SECRET_SIZE);
  const head = { v: 1 as const, type: "export" as const, ...content, salt };
  const plaintext = encodeBlock(keptFormat, { v: 1, type: "kept", ...of.kept }).bytes;
  const sealed = await seal(sealKey(of.identity, salt), { aad: dagCbor.encode(head), plaintext });
  return encodeBlock(rootFormat, { ...head, sealed });
}

/** @throws CryptoError as `decodeBlock` does */
export function decodeExport(encoded: Uint8Array): ExportRoot {
  return decodeBlock(rootFormat, encoded);
}

/**
 * Opens what an export holds for its account alone; checks by the way that nobody else made it.
 *
 * @throws CryptoError `crypto/tampered` with another identity, or if anything in the block was
 *   changed; `crypto/malformed`
 */
export async function openExport(root: ExportRoot, identity: KeyPair): Promise<Kept> {
  const { sealed, ...head } = root;
  const key = sealKey(identity, root.salt);
  const plaintext = await unseal(key, { aad: dagCbor.encode(head), sealed });
  const { earlier, memory } = decodeBlock(keptFormat, plaintext);
  return { earlier, memory };
}

export function encodeExportPart(part: ExportPart): Block {
  return encodeBlock(partFormat, { v: 1, type: "export-part", ...part });
}

/** @throws CryptoError as `decodeBlock` does */
export function decodeExportPart(encoded: Uint8Array): ExportPart {
  const { logs, links } = decodeBlock(partFormat, encoded);
  return { logs, links };
}

function sealKey(identity: KeyPair, salt: Uint8Array): Uint8Array {
  return hkdf({ ikm: identity.seed, salt, info: [TAGS.exportSeal] });
}
