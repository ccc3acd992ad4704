import * as z from "zod/mini";
import { concatBytes, uintBytes } from "../bytes.ts";
import { requireLength } from "./argument.ts";
import type { Block } from "./block-codec.ts";
import { blockFormat, byteString, decodeBlock, encodeBlock } from "./block-codec.ts";
import type { KeyPair } from "./hpke.ts";
import { hpkeOpen, hpkeSeal } from "./hpke.ts";
import { ADDRESS_SIZE, HPKE_OVERHEAD, SECRET_SIZE } from "./limits.ts";
import { padBlock, unpadBlock } from "./padded-block.ts";
import type { Random } from "./random.ts";
import { TAGS } from "./tags.ts";

/** Bytes of the longest note, padded: enough for a page or two, and no burden to who reads many. */
const MAX_NOTE_SIZE = 16_384;

const format = blockFormat("note", {
  sealed: byteString(
    ({ length }) => length > HPKE_OVERHEAD && length <= HPKE_OVERHEAD + MAX_NOTE_SIZE,
  ),
});

/** A note before it is opened. */
export type Note = z.infer<typeof format>;

const plaintextFormat = blockFormat("request", { text: z.string() });

/** Who asks whom for what, on which ledger; a note is bound to all of it. */
export type NoteContext = {
  chainId: number | bigint;
  ledger: Uint8Array;
  record: Uint8Array;
  owner: Uint8Array;
  requester: Uint8Array;
};

/**
 * Seals what a request says to the owner's identity (protocol §9).
 *
 * @throws CryptoError `crypto/malformed` for a text that is too long (about 16 000 bytes);
 *   `crypto/invalid-public-key`
 */
export async function sealNote(
  text: string,
  to: { context: NoteContext; publicKey: Uint8Array; random?: Random },
): Promise<Block> {
  const plaintext = encodeBlock(plaintextFormat, { v: 1, type: "request", text }).bytes;
  const sealed = await hpkeSeal({
    publicKey: to.publicKey,
    info: noteInfo(to.context),
    aad: new Uint8Array(),
    plaintext: padBlock(plaintext),
    random: to.random,
  });
  return encodeBlock(format, { v: 1, type: "note", sealed });
}

/** @throws CryptoError as `decodeBlock` does */
export function decodeNote(encoded: Uint8Array): Note {
  return decodeBlock(format, encoded);
}

/**
 * Opens a note as the owner.
 *
 * @throws CryptoError `crypto/tampered` with another identity or in another context;
 *   `crypto/malformed` if what was sealed is not a note's text
 */
export async function openNote(
  { sealed }: Note,
  as: { identity: KeyPair; context: NoteContext },
): Promise<string> {
  const plaintext = await hpkeOpen({
    keyPair: as.identity,
    info: noteInfo(as.context),
    aad: new Uint8Array(),
    sealed,
  });
  return decodeBlock(plaintextFormat, unpadBlock(plaintext)).text;
}

function noteInfo(context: NoteContext): Uint8Array {
  return concatBytes(
    TAGS.note,
    uintBytes(context.chainId, 32),
    requireLength(context.ledger, ADDRESS_SIZE, "ledger"),
    requireLength(context.record, SECRET_SIZE, "record id"),
    requireLength(context.owner, ADDRESS_SIZE, "owner"),
    requireLength(context.requester, ADDRESS_SIZE, "requester"),
  );
}
