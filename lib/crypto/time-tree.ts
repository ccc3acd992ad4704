import { SLICE_LIMIT } from "../slice.ts";
import { requireLength, requireUint } from "./argument.ts";
import { CryptoError } from "./errors.ts";
import { hmac } from "./kdf.ts";
import { SECRET_SIZE } from "./limits.ts";
import { TAGS } from "./tags.ts";

/** Depth of the time tree: a leaf for each of 2^26 slices (protocol §3). */
const DEPTH = 26;

/** Slices `from` (included) to `to` (excluded). */
export type SliceRange = { from: number; to: number };

/** A node of the time tree: the `2^(26 - depth)` slices from `start` on. */
export type TimeNode = { depth: number; start: number };

/** Whether a range has slices, all of them in the tree. */
export function isSliceRange({ from, to }: SliceRange): boolean {
  return (
    Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from < to && to <= SLICE_LIMIT
  );
}

/**
 * The minimal list of nodes whose leaves are exactly a range, ascending; at most 50.
 *
 * @throws CryptoError `crypto/invalid-argument` for an empty range or one outside the tree
 */
export function coverNodes(range: SliceRange): TimeNode[] {
  requireRange(range);
  const nodes: TimeNode[] = [];
  let start = range.from;
  while (start < range.to) {
    let depth = DEPTH;
    // Go up while the parent begins here too and does not reach beyond the range.
    while (depth > 0 && start % width(depth - 1) === 0 && start + width(depth - 1) <= range.to)
      depth--;
    nodes.push({ depth, start });
    start += width(depth);
  }
  return nodes;
}

/** The keys of {@link coverNodes}, in its order, from a section's root. */
export function coverKeys(root: Uint8Array, range: SliceRange): Uint8Array[] {
  requireRange(range);
  requireLength(root, SECRET_SIZE, "root");
  return keysBelow({ depth: 0, start: 0, key: root.slice() }, range);
}

/** A slice's key from a section's root. */
export function sliceKeyFromRoot(root: Uint8Array, slice: number): Uint8Array {
  requireUint(slice, SLICE_LIMIT - 1, "slice");
  return descend(root, { depth: 0, start: 0 }, { depth: DEPTH, start: slice });
}

/**
 * A slice's key from the cover of a range.
 *
 * @param cover the range, and the keys of its cover in ascending order
 * @throws CryptoError `crypto/not-covered` for a slice outside the range;
 *   `crypto/invalid-argument` if the number of keys is not the range's
 */
export function sliceKeyFromCover(
  cover: SliceRange & { keys: readonly Uint8Array[] },
  slice: number,
): Uint8Array {
  const nodes = coverNodes(cover);
  if (nodes.length !== cover.keys.length) {
    throw new CryptoError("crypto/invalid-argument", "The keys do not belong to this range.");
  }
  const at = nodes.findIndex(
    (node) => slice >= node.start && slice < node.start + width(node.depth),
  );
  const [node, key] = [nodes[at], cover.keys[at]];
  if (!node || !key || !Number.isInteger(slice)) {
    throw new CryptoError("crypto/not-covered", "The lease does not cover this time.");
  }
  return descend(key, node, { depth: DEPTH, start: slice });
}

/** Number of slices under a node. */
function width(depth: number): number {
  return 2 ** (DEPTH - depth);
}

function requireRange(range: SliceRange): void {
  if (isSliceRange(range)) return;
  throw new CryptoError("crypto/invalid-argument", "These slices are no range of the time tree.");
}

/**
 * The keys of a range's cover at a node and below it. The way down is gone once for all of them:
 * the nodes of a cover have most of it in common.
 */
function keysBelow(node: TimeNode & { key: Uint8Array }, range: SliceRange): Uint8Array[] {
  const { start, key } = node;
  const end = start + width(node.depth);
  if (range.from <= start && end <= range.to) return [key];
  const depth = node.depth + 1;
  const right = start + width(depth);
  const found = [
    ...(range.from < right ? keysBelow({ depth, start, key: childKey(key, 0) }, range) : []),
    ...(right < range.to ? keysBelow({ depth, start: right, key: childKey(key, 1) }, range) : []),
  ];
  key.fill(0);
  return found;
}

/** The key of a node below another. */
function descend(key: Uint8Array, above: TimeNode, below: TimeNode): Uint8Array {
  let node: Uint8Array = Uint8Array.from(requireLength(key, SECRET_SIZE, "key"));
  for (let depth = above.depth; depth < below.depth; depth++) {
    const child = childKey(node, Math.floor(below.start / width(depth + 1)) % 2 === 0 ? 0 : 1);
    node.fill(0);
    node = child;
  }
  return node;
}

function childKey(parent: Uint8Array, bit: 0 | 1): Uint8Array {
  return hmac(parent, [TAGS.timeChild, Uint8Array.of(bit)]);
}
