import type { Address, Hex } from "viem";
import type { Network } from "../../lib/sharing/index.ts";

/** What a reader knows before the click, as `world.json`. */
export interface World {
  network: Network;
  /** Passes requests on to the chain and the storage: `<proxy>/<delay>/rpc`, `<proxy>/<delay>/storage`. */
  proxy: string;
  address: Address;
  /** The reader's recovery code. */
  code: string;
  record: Hex;
  /** A record with many leases, and its owner with the recovery code. */
  lent: { record: Hex; leases: number; address: Address; code: string };
}

/** Names of the files in the record. */
export const SMALL = "small.bin";
export const LARGE = "large.bin";

/** Bytes of the small one. */
export const SMALL_BYTES = 1_000_000;
