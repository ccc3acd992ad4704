import { blockCid } from "../../lib/crypto/block-codec.ts";
import type { EnvelopeContext } from "../../lib/crypto/envelope.ts";
import type { LeaseInput } from "../../lib/crypto/lease.ts";
import { platformRandom } from "../../lib/crypto/random.ts";
import { FIRST_EPOCH_NONCE } from "../../lib/crypto/record-keys.ts";
import { sliceOf } from "../../lib/slice.ts";

/*
 * What the tasks work on: a record, and leases of 30 days without history. Their numbers lie
 * together, from the start of a block of 4096 on, as an owner's device gives them out.
 */

const FIRST_LEAF = 4096 * 70_001;
const LEASE_SLICES = 30 * 24 * 60;

export const SECRET = { record: platformRandom(32), version: 0, secret: platformRandom(32) };

export const CONTEXT: EnvelopeContext = {
  chainId: 1,
  ledger: platformRandom(20),
  record: SECRET.record,
  owner: platformRandom(20),
  grantee: platformRandom(20),
};

/** Lease number `n` of sections 0 to `sections - 1`. */
export function leaseInput(n: number, sections: number): LeaseInput {
  const since = sliceOf(Date.now() / 1000);
  const epochs = [{ epoch: 0, nonce: FIRST_EPOCH_NONCE }];
  return {
    secret: SECRET,
    secretBlock: blockCid(new Uint8Array()),
    since,
    expiresAt: since + LEASE_SLICES,
    rights: 1,
    leaf: leafOf(n),
    publicKey: null,
    sections: Array.from({ length: sections }, (_, section) => ({ section, epochs })),
  };
}

/** The numbers of all leases but those that were ended, which lie far from each other. */
export function liveLeaves({ leases, ended }: { leases: number; ended: number }): number[] {
  const gap = leases / ended;
  const gone = new Set(Array.from({ length: ended }, (_, i) => Math.floor((i + 0.5) * gap)));
  const numbers = Array.from({ length: leases }, (_, n) => n);
  return numbers.filter((n) => !gone.has(n)).map(leafOf);
}

function leafOf(n: number): number {
  return FIRST_LEAF + n;
}
