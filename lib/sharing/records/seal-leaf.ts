import type { StreamSealer } from "../../crypto/segment-run.ts";
import { sealRun } from "../../crypto/segment-run.ts";
import type { Block } from "../../storage/block.ts";
import { createBlock, RAW } from "../../storage/block.ts";
import { SEGMENTS_A_LEAF } from "./leaves.ts";

/** A leaf of a stored stream before it is encrypted. */
export interface PlainLeaf {
  number: number;
  plaintext: Uint8Array;
}

/** Encrypts the segments of a leaf. */
export async function sealLeaf(
  sealer: StreamSealer,
  { number, plaintext }: PlainLeaf,
): Promise<Block> {
  return createBlock(await sealRun(sealer, { first: number * SEGMENTS_A_LEAF, plaintext }), RAW);
}

/** Encrypts a leaf and finds its CID, here or in another thread. */
export type LeafSealing = (sealer: StreamSealer, leaf: PlainLeaf) => Promise<Block>;
