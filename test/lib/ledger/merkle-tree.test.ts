import fc from "fast-check";
import { encodeAbiParameters, keccak256, toBytes, toHex } from "viem";
import { describe, expect, it } from "vitest";
import { merkleTree, rootOfProof } from "../../../lib/ledger/merkle-tree.ts";

const leavesOf = (...labels: unknown[]): Uint8Array[] =>
  labels.map((label) => keccak256(toBytes(String(label)), "bytes"));

describe("the Merkle tree", () => {
  it("has the root in OpenZeppelin's own example", () => {
    // README of @openzeppelin/merkle-tree, "Building a Tree".
    const values = [
      ["0x1111111111111111111111111111111111111111", 5_000_000_000_000_000_000n],
      ["0x2222222222222222222222222222222222222222", 2_500_000_000_000_000_000n],
    ] as const;
    const types = [{ type: "address" }, { type: "uint256" }] as const;
    const leaves = values.map((value) =>
      keccak256(keccak256(encodeAbiParameters(types, value)), "bytes"),
    );
    expect(merkleTree(leaves).root).toBe(
      "0xd4dee0beab2d53f2cc83e567171bd2820e49898130a22622b10ead383e90bd77",
    );
  });

  it("proves every leaf, whatever their number and order, and nothing else", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (size, seed) => {
        const leaves = leavesOf(...Array.from({ length: size }, (_, i) => `${seed} ${i}`));
        const tree = merkleTree(leaves);
        for (const [place, leaf] of leaves.entries()) {
          const proof = tree.proofOf(place);
          expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
          expect(rootOfProof(leaf, proof)).toBe(tree.root);
          const other = leavesOf(`${seed} another`)[0] as Uint8Array;
          expect(rootOfProof(other, proof)).not.toBe(tree.root);
        }
        expect(merkleTree([...leaves].reverse()).root).toBe(tree.root);
      }),
      { numRuns: 40 },
    );
  });

  it("of one leaf is the leaf", () => {
    const [leaf] = leavesOf("only") as [Uint8Array];
    const tree = merkleTree([leaf]);
    expect([tree.root, tree.proofOf(0)]).toEqual([toHex(leaf), []]);
  });
});
