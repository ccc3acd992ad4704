import type * as z from "zod/mini";
import { concatBytes, uintBytes } from "../bytes.ts";
import { requireLength } from "./argument.ts";
import type { Block } from "./block-codec.ts";
import { blockFormat, byteString, decodeBlock, encodeBlock } from "./block-codec.ts";
import { CryptoError } from "./errors.ts";
import type { KeyPair } from "./hpke.ts";
import { hpkeOpen, hpkeSeal } from "./hpke.ts";
import type { Lease } from "./lease.ts";
import { leaseFormat } from "./lease.ts";
import { ADDRESS_SIZE, HPKE_OVERHEAD, SECRET_SIZE } from "./limits.ts";
import type { Random } from "./random.ts";
import { TAGS } from "./tags.ts";

const format = blockFormat("envelope", {
  sealed: byteString((sealed) => sealed.length > HPKE_OVERHEAD),
});

/** An envelope before it is opened. */
export type Envelope = z.infer<typeof format>;

/** Whose lease of what, on which ledger; an envelope is bound to all of it. */
export type EnvelopeContext = {
  chainId: number | bigint;
  ledger: Uint8Array;
  record: Uint8Array;
  owner: Uint8Array;
  grantee: Uint8Array;
};

/** The terms of a grant as the ledger has them; `sections` in any order. */
export type LeaseTerms = {
  since: number;
  expiresAt: number;
  rights: number;
  leaf: number;
  sections: readonly number[];
};

/** Seals a lease to the grantee's identity (protocol §5). */
export async function sealEnvelope(
  lease: Lease,
  to: { context: EnvelopeContext; publicKey: Uint8Array; random?: Random },
): Promise<Block> {
  const sealed = await hpkeSeal({
    publicKey: to.publicKey,
    info: envelopeInfo(to.context),
    aad: new Uint8Array(),
    plaintext: encodeBlock(leaseFormat, lease).bytes,
    random: to.random,
  });
  return encodeBlock(format, { v: 1, type: "envelope", sealed });
}

/** @throws CryptoError as `decodeBlock` does */
export function decodeEnvelope(encoded: Uint8Array): Envelope {
  return decodeBlock(format, encoded);
}

/**
 * Opens an envelope as the grantee and compares it with the grant.
 *
 * @throws CryptoError `crypto/tampered` with another identity or in another context;
 *   `crypto/mismatch` if its terms are not the grant's; `crypto/malformed` if what was sealed is
 *   not a lease
 */
export async function openEnvelope(
  envelope: Envelope,
  as: { identity: KeyPair; context: EnvelopeContext; terms: LeaseTerms },
): Promise<Lease> {
  const plaintext = await hpkeOpen({
    keyPair: as.identity,
    info: envelopeInfo(as.context),
    aad: new Uint8Array(),
    sealed: envelope.sealed,
  });
  const lease = decodeBlock(leaseFormat, plaintext);
  if (!sameTerms(lease, as.terms)) {
    throw new CryptoError("crypto/mismatch", "The envelope does not hold what the grant says.");
  }
  return lease;
}

/** `I` of protocol §5. */
function envelopeInfo(context: EnvelopeContext): Uint8Array {
  return concatBytes(
    TAGS.envelope,
    uintBytes(context.chainId, 32),
    requireLength(context.ledger, ADDRESS_SIZE, "ledger"),
    requireLength(context.record, SECRET_SIZE, "record id"),
    requireLength(context.owner, ADDRESS_SIZE, "owner"),
    requireLength(context.grantee, ADDRESS_SIZE, "grantee"),
  );
}

function sameTerms(lease: Lease, terms: LeaseTerms): boolean {
  const sections = [...terms.sections].sort((a, b) => a - b);
  return (
    lease.since === terms.since &&
    lease.expiresAt === terms.expiresAt &&
    lease.rights === terms.rights &&
    lease.leaf === terms.leaf &&
    lease.sections.length === sections.length &&
    lease.sections.every(({ section }, i) => section === sections[i])
  );
}
