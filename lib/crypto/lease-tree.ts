import { concatBytes, uintBytes } from "../bytes.ts";
import { requireLength, requireUint } from "./argument.ts";
import { hmac } from "./kdf.ts";
import { MAX_LEAF, SECRET_SIZE } from "./limits.ts";
import { TAGS } from "./tags.ts";

/** Depth of the lease tree: 2^32 leaves (protocol §4). */
export const LEASE_TREE_DEPTH = 32;

/** Bytes of a path: the node keys from the root (depth 0) to a leaf. */
export const PATH_SIZE = (LEASE_TREE_DEPTH + 1) * SECRET_SIZE;

/** A node of the lease tree; `index` counts the nodes of its depth from the left. */
export type LeaseNode = { depth: number; index: number };

/** A node's key, from the key of the section's lease tree. */
export function leaseNodeKey(treeKey: Uint8Array, node: LeaseNode): Uint8Array {
  requireLength(treeKey, SECRET_SIZE, "lease tree key");
  return hmac(treeKey, [TAGS.leaseNode, uintBytes(node.depth, 1), uintBytes(node.index, 4)]);
}

/** A leaf's path: its 33 node keys from the root down, concatenated (1056 bytes). */
export function leasePath(treeKey: Uint8Array, leaf: number): Uint8Array {
  requireUint(leaf, MAX_LEAF, "leaf");
  const depths = Array.from({ length: LEASE_TREE_DEPTH + 1 }, (_, depth) => depth);
  return concatBytes(...depths.map((depth) => leaseNodeKey(treeKey, ancestor(leaf, depth))));
}

/** The key that a path holds for a depth. */
export function pathKey(path: Uint8Array, depth: number): Uint8Array {
  requireLength(path, PATH_SIZE, "path");
  requireUint(depth, LEASE_TREE_DEPTH, "depth");
  return path.subarray(depth * SECRET_SIZE, (depth + 1) * SECRET_SIZE);
}

/**
 * The minimal set of nodes that covers exactly the given leaves, in ascending order of their first
 * leaf (the complete-subtree method: Naor, Naor, Lotspiech, CRYPTO 2001, §3.1). The order of the
 * leaves and repetitions do not matter.
 */
export function leaseCover(leaves: Iterable<number>): LeaseNode[] {
  const ascending = [...new Set(leaves)].sort((a, b) => a - b);
  const cover: LeaseNode[] = [];
  for (const leaf of ascending) {
    let node: LeaseNode = { depth: LEASE_TREE_DEPTH, index: requireUint(leaf, MAX_LEAF, "leaf") };
    // Two siblings that are wholly covered are their parent.
    for (let left = cover.at(-1); left && isLeftSibling(left, node); left = cover.at(-1)) {
      cover.pop();
      node = { depth: node.depth - 1, index: left.index / 2 };
    }
    cover.push(node);
  }
  return cover;
}

/**
 * The node that lies on the path of a leaf, or null.
 *
 * @param nodes ascending by first leaf and without overlap, as {@link leaseCover} gives them
 */
export function nodeOfLeaf<N extends LeaseNode>(nodes: readonly N[], leaf: number): N | null {
  requireUint(leaf, MAX_LEAF, "leaf");
  // The last node that begins at the leaf or before it.
  let [low, high] = [0, nodes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodeLeaves(nodes[middle] as N).first <= leaf) low = middle + 1;
    else high = middle;
  }
  const node = nodes[low - 1];
  return node && ancestor(leaf, node.depth).index === node.index ? node : null;
}

/** The leaves of a node: from `first` on, `count` of them. */
export function nodeLeaves(node: LeaseNode): { first: number; count: number } {
  const count = 2 ** (LEASE_TREE_DEPTH - node.depth);
  return { first: node.index * count, count };
}

function ancestor(leaf: number, depth: number): LeaseNode {
  return { depth, index: Math.floor(leaf / 2 ** (LEASE_TREE_DEPTH - depth)) };
}

function isLeftSibling(left: LeaseNode, right: LeaseNode): boolean {
  return left.depth === right.depth && left.index % 2 === 0 && left.index + 1 === right.index;
}
