import type { CID } from "multiformats/cid";
import * as z from "zod/mini";
import { concatBytes, uintBytes } from "../bytes.ts";
import { SLICE_LIMIT } from "../slice.ts";
import {
  blockFormat,
  blockLink,
  byteString,
  bytes,
  items,
  perSection,
  section,
  slice,
  uint,
  version,
} from "./block-codec.ts";
import { CryptoError } from "./errors.ts";
import { leasePath, PATH_SIZE } from "./lease-tree.ts";
import { MAX_LEAF, PUBLIC_KEY_SIZE, SECRET_SIZE } from "./limits.ts";
import type { RecordSecret } from "./record-keys.ts";
import { epochSecret, leaseTreeKey, sectionRoot } from "./record-keys.ts";
import { coverKeys, coverNodes, isSliceRange, sliceKeyFromCover } from "./time-tree.ts";

const EPOCH_NUMBER_SIZE = 3;
const EPOCH_ITEM_SIZE = EPOCH_NUMBER_SIZE + SECRET_SIZE;

/** The keys of a section for a range of slices: its cover, and the secrets of its epochs. */
const sectionKeys = { section, cover: items(SECRET_SIZE), epochs: byteString(areEpochs) };

/** The format of an envelope's plaintext (protocol §5). */
export const leaseFormat = blockFormat("lease", {
  version,
  secret: blockLink,
  since: slice,
  expiresAt: uint(SLICE_LIMIT),
  rights: uint(255),
  leaf: uint(MAX_LEAF),
  publicKey: z.nullable(bytes(PUBLIC_KEY_SIZE)),
  sections: perSection(z.strictObject({ ...sectionKeys, path: bytes(PATH_SIZE) })),
  earlier: z.array(
    z.strictObject({
      version,
      secret: blockLink,
      until: uint(SLICE_LIMIT),
      sections: perSection(z.strictObject(sectionKeys)),
    }),
  ),
}).check(
  z.refine(({ since, expiresAt, sections }) => areCovers(sections, { from: since, to: expiresAt })),
  z.refine(({ since, earlier }) =>
    earlier.every(({ until, sections }) => areCovers(sections, { from: since, to: until })),
  ),
  z.refine((lease) =>
    [...lease.earlier, lease].every(
      (it, i, all) => i === 0 || (all[i - 1]?.version ?? 0) < it.version,
    ),
  ),
);

/** What a grant hands out: the keys of some sections for `[since, expiresAt)`. */
export type Lease = z.infer<typeof leaseFormat>;

/** A key epoch of a section, and the nonce of the rotation that made it. */
export type KeyEpoch = { epoch: number; nonce: Uint8Array };

/** What a lease is made of. `secretBlock` is the block of `secret`. */
export type LeaseInput = {
  secret: RecordSecret;
  secretBlock: CID;
  since: number;
  expiresAt: number;
  rights: number;
  leaf: number;
  /** The record public key, for a lease that may write; else null. */
  publicKey: Uint8Array | null;
  /** For each section, the key epochs in force from `since` on, up to the grant's own epoch. */
  sections: readonly SectionEpochs[];
  /** The versions of the record secret that were in force from `since` on, before the present one. */
  earlier?: readonly EarlierInput[];
};

/** The key epochs of a section. */
export type SectionEpochs = { section: number; epochs: readonly KeyEpoch[] };

/** What a lease is made of for a version of the record secret that another has replaced. */
export type EarlierInput = {
  secret: RecordSecret;
  secretBlock: CID;
  /** First slice for which it gives no key: the one after it was replaced. */
  until: number;
  /** For each section, that version's key epochs in force from `since` on. */
  sections: readonly SectionEpochs[];
};

/**
 * Derives what a lease hands out.
 *
 * @throws CryptoError `crypto/invalid-argument` for slices without duration or outside the tree
 */
export function makeLease(input: LeaseInput): Lease {
  const { secret, since, expiresAt, rights, leaf, publicKey } = input;
  const { earlier = [] } = input;
  return {
    v: 1,
    type: "lease",
    version: secret.version,
    secret: input.secretBlock,
    since,
    expiresAt,
    rights,
    leaf,
    publicKey,
    sections: bySection(input.sections).map((it) => ({
      ...keysOf(secret, it, { from: since, to: expiresAt }),
      path: leasePath(leaseTreeKey(secret, it.section), leaf),
    })),
    earlier: [...earlier]
      .sort((a, b) => a.secret.version - b.secret.version)
      .map((it) => ({
        version: it.secret.version,
        secret: it.secretBlock,
        until: it.until,
        sections: bySection(it.sections).map((section) =>
          keysOf(it.secret, section, { from: since, to: it.until }),
        ),
      })),
  };
}

/** A version of the record secret, and a section, of which a lease has keys. */
export type LeasePart = {
  section: number;
  /** The lease's own if left out. */
  version?: number;
};

/**
 * A slice's key of a section, as far as the lease holds it.
 *
 * @throws CryptoError `crypto/not-covered` for another section or version, or a slice outside the
 *   lease
 */
export function leaseSliceKey(lease: Lease, at: LeasePart & { slice: number }): Uint8Array {
  const { cover, to } = partOf(lease, at);
  const keys = chunks(cover, SECRET_SIZE);
  return sliceKeyFromCover({ from: lease.since, to, keys }, at.slice);
}

/**
 * The epoch secrets of a section that came with the lease, by key epoch. Later ones come from
 * rotations.
 *
 * @throws CryptoError `crypto/not-covered` for another section or version
 */
export function leaseEpochSecrets(lease: Lease, part: LeasePart): Map<number, Uint8Array> {
  return new Map(
    chunks(partOf(lease, part).epochs, EPOCH_ITEM_SIZE).map((item) => [
      epochNumber(item),
      item.slice(EPOCH_NUMBER_SIZE),
    ]),
  );
}

/**
 * What `openRotation` asks of a holder.
 *
 * @throws CryptoError `crypto/not-covered` for another section
 */
export function leaseHolder(lease: Lease, section: number) {
  const { path } = sectionOf(lease, section);
  return { version: lease.version, section, leaf: lease.leaf, path };
}

function sectionOf(lease: Lease, section: number): Lease["sections"][number] {
  return lease.sections.find((it) => it.section === section) ?? notCovered();
}

function partOf(lease: Lease, { section, version = lease.version }: LeasePart) {
  if (version === lease.version) return { ...sectionOf(lease, section), to: lease.expiresAt };
  const part = lease.earlier.find((it) => it.version === version);
  const found = part?.sections.find((it) => it.section === section);
  return part && found ? { ...found, to: part.until } : notCovered();
}

function notCovered(): never {
  throw new CryptoError("crypto/not-covered", "The lease does not cover this section.");
}

function bySection(sections: readonly SectionEpochs[]): SectionEpochs[] {
  return [...sections].sort((a, b) => a.section - b.section);
}

function keysOf(
  secret: RecordSecret,
  { section, epochs }: SectionEpochs,
  range: { from: number; to: number },
) {
  return {
    section,
    cover: concatBytes(...coverKeys(sectionRoot(secret, section), range)),
    epochs: writeEpochs(secret, { section, epochs }),
  };
}

function writeEpochs(secret: RecordSecret, { section, epochs }: SectionEpochs): Uint8Array {
  const ascending = [...epochs].sort((a, b) => a.epoch - b.epoch);
  return concatBytes(
    ...ascending.flatMap(({ epoch, nonce }) => {
      const made = epochSecret(secret, { section, epoch, nonce });
      return [uintBytes(epoch, EPOCH_NUMBER_SIZE), made];
    }),
  );
}

/** Whether each section has as many nodes as cover a range. */
function areCovers(
  sections: readonly { cover: Uint8Array }[],
  range: { from: number; to: number },
): boolean {
  if (!isSliceRange(range)) return false;
  const size = coverNodes(range).length * SECRET_SIZE;
  return sections.every(({ cover }) => cover.length === size);
}

/** Whether bytes are at least one key epoch, strictly ascending. */
function areEpochs(epochs: Uint8Array): boolean {
  if (epochs.length === 0 || epochs.length % EPOCH_ITEM_SIZE !== 0) return false;
  const numbers = chunks(epochs, EPOCH_ITEM_SIZE).map(epochNumber);
  return numbers.every((n, i) => i === 0 || (numbers[i - 1] ?? 0) < n);
}

function epochNumber(item: Uint8Array): number {
  return item.subarray(0, EPOCH_NUMBER_SIZE).reduce((value, byte) => value * 256 + byte, 0);
}

function chunks(from: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: from.length / size }, (_, i) =>
    from.subarray(i * size, (i + 1) * size),
  );
}
