import type { Hex } from "viem";
import { keccak256 } from "viem";
import { concatBytes, fromHex, toHex } from "../bytes.ts";

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
export function merkleTree(leaves: readonly Uint8Array[]): MerkleTree {
  const ascending = leaves.map((hash, place) => ({ hash, place }));
  ascending.sort((a, b) => compare(a.hash, b.hash));
  // As a heap: node i has the children 2i + 1 and 2i + 2; the leaves stand at the end, reversed.
  const size = 2 * leaves.length - 1;
  const nodes: Uint8Array[] = new Array(size);
  const nodeOfPlace: number[] = new Array(leaves.length);
  for (const [i, { hash, place }] of ascending.entries()) {
    nodes[size - 1 - i] = hash;
    nodeOfPlace[place] = size - 1 - i;
  }
  for (let i = size - leaves.length - 1; i >= 0; i--) {
    nodes[i] = hashPair(nodes[2 * i + 1] as Uint8Array, nodes[2 * i + 2] as Uint8Array);
  }
  return {
    root: toHex(nodes[0] as Uint8Array),
    proofOf(place) {
      const proof: Hex[] = [];
      for (let i = nodeOfPlace[place] ?? 0; i > 0; i = (i - 1) >> 1) {
        proof.push(toHex(nodes[i % 2 === 0 ? i - 1 : i + 1] as Uint8Array));
      }
      return proof;
    },
  };
}

/** The root to which a proof leads from a leaf hash. */
export function rootOfProof(leaf: Uint8Array, proof: readonly Hex[]): Hex {
  return toHex(proof.reduce((node, sibling) => hashPair(node, fromHex(sibling)), leaf));
}

function hashPair(a: Uint8Array, b: Uint8Array): Uint8Array {
  return keccak256(compare(a, b) < 0 ? concatBytes(a, b) : concatBytes(b, a), "bytes");
}

/** The order of byte strings of equal length. */
function compare(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
