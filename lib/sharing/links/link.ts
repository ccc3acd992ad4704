import type { Address, Hex } from "viem";
import { getAddress } from "viem/utils";
import * as z from "zod/mini";
import { fromHex, toHex } from "../../bytes.ts";
import { blockFormat, bytes, decodeBlock, encodeBlock, uint } from "../../crypto/block-codec.ts";
import { hasCode } from "../../error.ts";
import { decodeChecked, encodeChecked } from "../checked-text.ts";
import { SharingError } from "../errors.ts";

const format = blockFormat("link", {
  chainId: uint(Number.MAX_SAFE_INTEGER),
  ledger: bytes(20),
  record: bytes(32),
  seed: bytes(32),
  needsPassphrase: z.boolean(),
});

/** What stands in the fragment of a link's address (protocol §12). Whoever has it can open it. */
export interface Link {
  readonly chainId: number;
  readonly ledger: Address;
  readonly record: Hex;
  /** 32 bytes, from which the link's account and identity derive. */
  readonly seed: Uint8Array;
  readonly needsPassphrase: boolean;
}

/** A link as text for the fragment of an address: multibase base64url. */
export function encodeLink({ chainId, ledger, record, seed, needsPassphrase }: Link): string {
  const fields = { ledger: fromHex(ledger), record: fromHex(record), seed, needsPassphrase };
  return encodeChecked(encodeBlock(format, { v: 1, type: "link", chainId, ...fields }).bytes);
}

/**
 * Reads what {@link encodeLink} wrote.
 *
 * @throws SharingError `sharing/bad-link` for any other text; CryptoError
 *   `crypto/unsupported-version` for one of a later version
 */
export function decodeLink(text: string): Link {
  const block = decodeChecked(text);
  if (block === null) throw badLink();
  try {
    const { chainId, ledger, record, seed, needsPassphrase } = decodeBlock(format, block);
    const place = { ledger: getAddress(toHex(ledger)), record: toHex(record) };
    return { chainId, ...place, seed, needsPassphrase };
  } catch (cause) {
    if (hasCode(cause, "crypto/unsupported-version")) throw cause;
    throw badLink(cause);
  }
}

function badLink(cause?: unknown): SharingError {
  return new SharingError("sharing/bad-link", "This is not a link, or not all of it.", { cause });
}
