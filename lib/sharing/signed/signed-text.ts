import type { Address, Hex } from "viem";
import { getAddress } from "viem/utils";
import * as z from "zod/mini";
import { fromHex, toHex, uintBytes } from "../../bytes.ts";
import {
  blockFormat,
  byteString,
  bytes,
  decodeBlock,
  encodeBlock,
  epoch,
  section,
  slice,
  uint,
} from "../../crypto/block-codec.ts";
import { MAX_GENERATION, MAX_LEAF } from "../../crypto/limits.ts";
import { hasCode, LeaseholdError } from "../../error.ts";
import { packRights, unpackRights } from "../../ledger/terms.ts";
import { decodeChecked, encodeChecked } from "../checked-text.ts";
import { SharingError } from "../errors.ts";
import type { SignedAct, SignedMessage } from "./signed-message.ts";

const MAX_SIGNATURE_SIZE = 4096;
const MAX_U32 = 2 ** 32 - 1;

const address = bytes(20);
const digest = bytes(32);

const signature = {
  chainId: uint(Number.MAX_SAFE_INTEGER),
  ledger: address,
  signer: address,
  record: digest,
  generation: uint(MAX_GENERATION),
  nonce: bytes(32),
  deadline: uint(Number.MAX_SAFE_INTEGER),
  signature: byteString(({ length }) => length > 0 && length <= MAX_SIGNATURE_SIZE),
};

const grantFormat = blockFormat("signed-grant", {
  ...signature,
  account: address,
  leaf: uint(MAX_LEAF),
  notBefore: slice,
  expiresAt: slice,
  since: slice,
  sections: z.array(section).check(
    z.minLength(1),
    z.refine((list) => list.every((it, i) => i === 0 || (list[i - 1] ?? 0) < it)),
  ),
  rights: z.union([z.literal(1), z.literal(3)]),
  envelope: digest,
  epoch,
  rotation: z.nullable(digest),
  revocations: uint(MAX_U32),
});

const revocationFormat = blockFormat("signed-revocation", {
  ...signature,
  account: address,
  epoch,
  rotation: z.nullable(digest),
});

const publicationFormat = blockFormat("signed-publication", {
  ...signature,
  publications: z
    .array(
      z.strictObject({
        section,
        slice: uint(MAX_U32),
        epoch,
        previous: z.nullable(digest),
        head: digest,
      }),
    )
    .check(z.minLength(1)),
});

const format = z.union([grantFormat, revocationFormat, publicationFormat]);
type Encoded = z.infer<typeof format>;

/** A signed message as text for a link or a message (protocol §10): multibase base64url. */
export function encodeSigned(message: SignedMessage): string {
  return encodeChecked(encodeBlock(format, encodedForm(message)).bytes);
}

/**
 * Reads what {@link encodeSigned} wrote. Whether the signature is its signer's, and whether it is
 * still good, the ledger says: see `signedState`.
 *
 * @throws SharingError `sharing/malformed` for any other text; CryptoError
 *   `crypto/unsupported-version` for one of a later version
 */
export function decodeSigned(text: string): SignedMessage {
  const block = decodeChecked(text);
  if (block === null) throw malformed();
  try {
    return messageOf(decodeBlock(format, block));
  } catch (cause) {
    if (hasCode(cause, "crypto/unsupported-version")) throw cause;
    throw malformed(cause);
  }
}

/** Signed messages that a device stored as texts; what is not one is left out. */
export function decodeStored(stored: unknown): SignedMessage[] {
  const texts = z.safeParse(z.array(z.string()), stored);
  if (!texts.success) return [];
  return texts.data.map(decodeOrNull).filter((it) => it !== null);
}

function decodeOrNull(text: string): SignedMessage | null {
  try {
    return decodeSigned(text);
  } catch (error) {
    if (error instanceof LeaseholdError) return null;
    throw error;
  }
}

function encodedForm(message: SignedMessage): Encoded {
  const { chainId, ledger, signer, validity } = message;
  const common = {
    v: 1 as const,
    chainId,
    ledger: fromHex(ledger),
    signer: fromHex(signer),
    record: fromHex(message.content.record),
    nonce: uintBytes(validity.nonce, 32),
    deadline: validity.deadline,
    signature: fromHex(message.signature),
  };
  switch (message.kind) {
    case "grant": {
      const { terms, lease, rotation, revocations } = message.content;
      return {
        ...common,
        type: "signed-grant",
        generation: terms.generation,
        account: fromHex(lease.account),
        leaf: lease.leaf,
        notBefore: terms.notBefore,
        expiresAt: terms.expiresAt,
        since: terms.since,
        sections: [...terms.sections],
        rights: packRights(terms.rights) as 1 | 3,
        envelope: fromHex(lease.envelope),
        epoch: rotation.epoch,
        rotation: bytesOrNull(rotation.digest),
        revocations,
      };
    }
    case "revocation": {
      const { account, generation, rotation } = message.content;
      return {
        ...common,
        type: "signed-revocation",
        generation,
        account: fromHex(account),
        epoch: rotation.epoch,
        rotation: bytesOrNull(rotation.digest),
      };
    }
    case "publication": {
      const { generation, publications } = message.content;
      return {
        ...common,
        type: "signed-publication",
        generation,
        publications: publications.map(({ expectedHead, newHead, ...stamp }) => ({
          ...stamp,
          previous: bytesOrNull(expectedHead),
          head: fromHex(newHead),
        })),
      };
    }
  }
}

function messageOf(encoded: Encoded): SignedMessage {
  return {
    chainId: encoded.chainId,
    ledger: addressOf(encoded.ledger),
    signer: addressOf(encoded.signer),
    validity: { nonce: BigInt(toHex(encoded.nonce)), deadline: encoded.deadline },
    signature: toHex(encoded.signature),
    ...actOf(encoded),
  };
}

function actOf(encoded: Encoded): SignedAct {
  const record = toHex(encoded.record);
  switch (encoded.type) {
    case "signed-grant": {
      const { notBefore, expiresAt, since, sections, generation, rights } = encoded;
      const { leaf, revocations, envelope } = encoded;
      const terms = { notBefore, expiresAt, since, sections, generation };
      const lease = { account: addressOf(encoded.account), leaf, envelope: toHex(envelope) };
      const rotation = rotationOf(encoded);
      return {
        kind: "grant",
        content: {
          record,
          terms: { ...terms, rights: unpackRights(rights) },
          lease,
          rotation,
          revocations,
        },
      };
    }
    case "signed-revocation": {
      const account = addressOf(encoded.account);
      const { generation } = encoded;
      const content = { record, account, generation, rotation: rotationOf(encoded) };
      return { kind: "revocation", content };
    }
    case "signed-publication": {
      const publications = encoded.publications.map(({ previous, head, ...stamp }) => ({
        ...stamp,
        expectedHead: hexOrNull(previous),
        newHead: toHex(head),
      }));
      return {
        kind: "publication",
        content: { record, generation: encoded.generation, publications },
      };
    }
  }
}

function rotationOf({ epoch, rotation }: { epoch: number; rotation: Uint8Array | null }) {
  return { epoch, digest: hexOrNull(rotation) };
}

function addressOf(account: Uint8Array): Address {
  return getAddress(toHex(account));
}

function bytesOrNull(hex: Hex | null): Uint8Array | null {
  return hex === null ? null : fromHex(hex);
}

function hexOrNull(value: Uint8Array | null): Hex | null {
  return value === null ? null : toHex(value);
}

function malformed(cause?: unknown): SharingError {
  return new SharingError("sharing/malformed", "This is not a signed message, or not all of it.", {
    cause,
  });
}
