import type { Hex } from "viem";
import { concat, keccak256 } from "viem";

/** A Merkle tree over leaf hashes, and the proof of each. */
export interface MerkleTree {
  readonly root: Hex;
  /** The siblings on the way from a leaf to the root, by the leaf's place among those given. */
  proofOf(place: number): Hex[];
}

/**
 * Builds OpenZeppelin's standard tree over leaf hashes: complete, leaves in ascending order, pairs
 * hashed in ascending order, so that a proof needs no directions. There must be a leaf; two equal
 * ones have equal proofs.
 */
export function merkleTree(leaves: readonly Hex[]): MerkleTree {
  const ascending = leaves.map((hash, place) => ({ hash: lower(hash), place }));
  ascending.sort((a, b) => compare(a.hash, b.hash));
  // As a heap: node i has the children 2i + 1 and 2i + 2; the leaves stand at the end, reversed.
  const size = 2 * leaves.length - 1;
  const nodes: Hex[] = new Array(size);
  const nodeOfPlace: number[] = new Array(leaves.length);
  for (const [i, { hash, place }] of ascending.entries()) {
    nodes[size - 1 - i] = hash;
    nodeOfPlace[place] = size - 1 - i;
  }
  for (let i = size - leaves.length - 1; i >= 0; i--) {
    nodes[i] = hashPair(nodes[2 * i + 1] as Hex, nodes[2 * i + 2] as Hex);
  }
  return {
    root: nodes[0] as Hex,
    proofOf(place) {
      const proof: Hex[] = [];
      for (let i = nodeOfPlace[place] ?? 0; i > 0; i = (i - 1) >> 1) {
        proof.push(nodes[i % 2 === 0 ? i - 1 : i + 1] as Hex);
      }
      return proof;
    },
  };
}

/** The root to which a proof leads from a leaf hash. */
export function rootOfProof(leaf: Hex, proof: readonly Hex[]): Hex {
  return proof.reduce((node, sibling) => hashPair(node, lower(sibling)), lower(leaf));
}

function hashPair(a: Hex, b: Hex): Hex {
  return keccak256(compare(a, b) < 0 ? concat([a, b]) : concat([b, a]));
}

/** Of equal length and in lower case: the order of the bytes is that of the text. */
function compare(a: Hex, b: Hex): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function lower(hash: Hex): Hex {
  return hash.toLowerCase() as Hex;
}
