import type { CID } from "multiformats/cid";
import type * as z from "zod/mini";
import { concatBytes, uintBytes } from "../bytes.ts";
import { requireLength } from "./argument.ts";
import type { Block } from "./block-codec.ts";
import { blockFormat, blockLink, bytes, decodeBlock, encodeBlock, version } from "./block-codec.ts";
import type { KeyPair } from "./hpke.ts";
import { hpkeOpen, hpkeSeal } from "./hpke.ts";
import { ADDRESS_SIZE, HPKE_OVERHEAD, SECRET_SIZE } from "./limits.ts";
import type { Random } from "./random.ts";
import type { RecordSecret } from "./record-keys.ts";
import { recordContext } from "./record-keys.ts";
import { TAGS } from "./tags.ts";

const format = blockFormat("handover", {
  version,
  secret: blockLink,
  sealed: bytes(HPKE_OVERHEAD + SECRET_SIZE),
});

/** A record secret, sealed to whom the record is offered (protocol §11). */
export type Handover = z.infer<typeof format>;

/** Who offers which record to whom, on which ledger; a handover is bound to all of it. */
export type HandoverContext = {
  chainId: number | bigint;
  ledger: Uint8Array;
  record: Uint8Array;
  owner: Uint8Array;
  newOwner: Uint8Array;
};

/** Seals a record secret to the identity of whom the record is offered. */
export async function sealHandover(
  secret: RecordSecret,
  to: {
    context: HandoverContext;
    publicKey: Uint8Array;
    /** The block of the secret. */
    secretBlock: CID;
    random?: Random;
  },
): Promise<Block> {
  const sealed = await hpkeSeal({
    publicKey: to.publicKey,
    info: handoverInfo(to.context, secret.version),
    aad: new Uint8Array(),
    plaintext: requireLength(secret.secret, SECRET_SIZE, "record secret"),
    random: to.random,
  });
  const { version } = secret;
  return encodeBlock(format, { v: 1, type: "handover", version, secret: to.secretBlock, sealed });
}

/** @throws CryptoError as `decodeBlock` does */
export function decodeHandover(encoded: Uint8Array): Handover {
  return decodeBlock(format, encoded);
}

/**
 * Opens a handover as whom the record is offered. Whether the secret is the record's, only its
 * entries show.
 *
 * @throws CryptoError `crypto/tampered` with another identity or in another context
 */
export async function openHandover(
  handover: Handover,
  as: { identity: KeyPair; context: HandoverContext },
): Promise<RecordSecret> {
  const { version } = handover;
  const secret = await hpkeOpen({
    keyPair: as.identity,
    info: handoverInfo(as.context, version),
    aad: new Uint8Array(),
    sealed: handover.sealed,
  });
  return { record: as.context.record, version, secret };
}

function handoverInfo(context: HandoverContext, version: number): Uint8Array {
  return concatBytes(
    TAGS.handover,
    uintBytes(context.chainId, 32),
    requireLength(context.ledger, ADDRESS_SIZE, "ledger"),
    recordContext(context.record, version),
    requireLength(context.owner, ADDRESS_SIZE, "owner"),
    requireLength(context.newOwner, ADDRESS_SIZE, "new owner"),
  );
}
