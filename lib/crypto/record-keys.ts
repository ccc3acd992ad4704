import { concatBytes, uintBytes } from "../bytes.ts";
import { requireLength, requireUint } from "./argument.ts";
import type { KeyPair } from "./hpke.ts";
import { keyPairOfSeed } from "./hpke.ts";
import { hkdf } from "./kdf.ts";
import { MAX_EPOCH, MAX_VERSION, SECRET_SIZE, SECTION_LIMIT } from "./limits.ts";
import { TAGS } from "./tags.ts";

/** A record's secret of one version: 32 bytes from which everything of the record derives (§3). */
export type RecordSecret = { record: Uint8Array; version: number; secret: Uint8Array };

/** The nonce of epoch 0, which no rotation made. */
export const FIRST_EPOCH_NONCE = new Uint8Array(SECRET_SIZE);

/** `C` of protocol §3: record ‖ u16 version. */
export function recordContext(record: Uint8Array, version: number): Uint8Array {
  requireLength(record, SECRET_SIZE, "record id");
  requireUint(version, MAX_VERSION, "version");
  return concatBytes(record, uintBytes(version, 2));
}

/** The record key pair, to which writers seal a copy of each content key. */
export async function recordKeyPair(from: RecordSecret): Promise<KeyPair> {
  const seed = derive(from, { tag: TAGS.recordKey });
  const pair = await keyPairOfSeed(seed);
  seed.fill(0);
  return pair;
}

/** The root of a section's time tree. It never leaves the owner. */
export function sectionRoot(from: RecordSecret, section: number): Uint8Array {
  return derive(from, { tag: TAGS.sectionRoot, rest: sectionBytes(section) });
}

/** The key of a section's lease tree, from which its node keys derive. */
export function leaseTreeKey(from: RecordSecret, section: number): Uint8Array {
  return derive(from, { tag: TAGS.leaseTree, rest: sectionBytes(section) });
}

/** The key of the record's manifests. */
export function manifestKey(from: RecordSecret): Uint8Array {
  return derive(from, { tag: TAGS.manifest });
}

/** An epoch's secret of a section; `epoch` is the one whose rotation, with `nonce`, made it. */
export function epochSecret(
  from: RecordSecret,
  at: { section: number; epoch: number; nonce: Uint8Array },
): Uint8Array {
  requireLength(at.nonce, SECRET_SIZE, "nonce");
  requireUint(at.epoch, MAX_EPOCH, "epoch");
  const rest = concatBytes(sectionBytes(at.section), uintBytes(at.epoch, 3));
  return derive(from, { tag: TAGS.epochSecret, rest, salt: at.nonce });
}

function sectionBytes(section: number): Uint8Array {
  return uintBytes(requireUint(section, SECTION_LIMIT - 1, "section"), 1);
}

function derive(
  from: RecordSecret,
  { tag, rest, salt }: { tag: Uint8Array; rest?: Uint8Array; salt?: Uint8Array },
): Uint8Array {
  const ikm = requireLength(from.secret, SECRET_SIZE, "record secret");
  const context = recordContext(from.record, from.version);
  return hkdf({ ikm, ...(salt && { salt }), info: rest ? [tag, context, rest] : [tag, context] });
}
