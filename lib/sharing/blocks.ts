import type { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { fromHex, toHex } from "../bytes.ts";
import { cidOf, DAG_CBOR, digestOf } from "../storage/block.ts";

/** The CID of a structured block from its digest in the ledger (protocol §1). */
export function structuredCid(digest: Hex): CID {
  return cidOf(fromHex(digest), DAG_CBOR);
}

/** A block's digest, as the ledger holds it. */
export function digestHex(cid: CID): Hex {
  return toHex(digestOf(cid));
}
