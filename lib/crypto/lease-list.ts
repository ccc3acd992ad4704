import * as z from "zod/mini";
import type { Block } from "./block-codec.ts";
import {
  blockFormat,
  byteString,
  bytes,
  decodeBlock,
  encodeBlock,
  section,
  slice,
  uint,
} from "./block-codec.ts";
import { ADDRESS_SIZE, MAX_GENERATION, MAX_LEAF, SECRET_SIZE } from "./limits.ts";

const READ = 1;
const WRITE = 2;

const item = z
  .strictObject({
    account: bytes(ADDRESS_SIZE),
    leaf: uint(MAX_LEAF),
    notBefore: slice,
    expiresAt: slice,
    since: slice,
    sections: z.array(section).check(z.minLength(1), z.refine(isAscending)),
    rights: z.union([z.literal(READ), z.literal(READ | WRITE)]),
    envelope: byteString((digest) => digest.length === SECRET_SIZE && digest.some(Boolean)),
  })
  .check(z.refine(({ notBefore, since, expiresAt }) => Math.max(notBefore, since) < expiresAt));

const format = blockFormat("list", {
  record: bytes(SECRET_SIZE),
  generation: uint(MAX_GENERATION),
  leases: z.array(item).check(
    z.minLength(1),
    z.refine((leases) => isAscending(leases.map(({ leaf }) => leaf))),
  ),
});

/** The leases under a root, for everybody to see (protocol §8); ascending by leaf. */
export type LeaseList = z.infer<typeof format>;

/** One lease of a list: its terms as the ledger has them, and the digest of its envelope. */
export type ListItem = LeaseList["leases"][number];

/** @throws CryptoError `crypto/malformed` for leases that there cannot be, or two of one leaf */
export function encodeList(list: Omit<LeaseList, "v" | "type">): Block {
  const leases = [...list.leases].sort((a, b) => a.leaf - b.leaf);
  return encodeBlock(format, { v: 1, type: "list", ...list, leases });
}

/** @throws CryptoError as `decodeBlock` does */
export function decodeList(encoded: Uint8Array): LeaseList {
  return decodeBlock(format, encoded);
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((n, i) => i === 0 || (numbers[i - 1] ?? 0) < n);
}
