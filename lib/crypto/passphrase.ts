import { argon2idAsync } from "@noble/hashes/argon2.js";
import { utf8ToBytes } from "../bytes.ts";
import { requireUint } from "./argument.ts";
import { CryptoError } from "./errors.ts";
import { SECRET_SIZE } from "./limits.ts";

/** What a guess costs: Argon2's memory in KiB, and its passes over it. */
export type PassphraseCost = { memory: number; passes: number };

/**
 * About a second in a browser, and 32 MiB. OWASP's minimum ("Password Storage Cheat Sheet") is
 * 19 MiB and 2 passes; RFC 9106's own smaller choice (64 MiB, 3 passes, 4 lanes) takes twice as
 * long where lanes cannot run side by side.
 */
export const PASSPHRASE_COST: PassphraseCost = { memory: 32_768, passes: 3 };

/** Costs that are taken from outside lie between OWASP's minimum and what a phone can bear. */
export const MIN_PASSPHRASE_COST: PassphraseCost = { memory: 19_456, passes: 2 };
export const MAX_PASSPHRASE_COST: PassphraseCost = { memory: 262_144, passes: 16 };

const MIN_SALT_SIZE = 16;

/** How a key is made from a passphrase; `onProgress` is told the share that is done, 0 to 1. */
export type PassphraseOptions = {
  /** At least 16 bytes. */
  salt: Uint8Array;
  cost?: PassphraseCost;
  onProgress?: ((share: number) => void) | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * A key of 32 bytes from a passphrase: Argon2id (RFC 9106, version 0x13, one lane) of its NFKC form
 * in UTF-8. Yields to the event loop while it runs.
 *
 * @throws CryptoError `crypto/invalid-argument` for an empty passphrase, a short salt or a cost out
 *   of bounds; the signal's reason
 */
export async function derivePassphraseKey(
  passphrase: string,
  { salt, cost = PASSPHRASE_COST, onProgress, signal }: PassphraseOptions,
): Promise<Uint8Array> {
  if (passphrase === "") throw invalid("The passphrase is empty.");
  if (salt.length < MIN_SALT_SIZE) throw invalid(`The salt has less than ${MIN_SALT_SIZE} bytes.`);
  const m = requireCost(cost, "memory");
  const t = requireCost(cost, "passes");
  signal?.throwIfAborted();
  const key = await argon2idAsync(utf8ToBytes(passphrase.normalize("NFKC")), salt, {
    m,
    t,
    p: 1,
    dkLen: SECRET_SIZE,
    // Throwing here is the one way to stop it.
    onProgress: (share) => {
      signal?.throwIfAborted();
      onProgress?.(share);
    },
  });
  signal?.throwIfAborted();
  return key;
}

function requireCost(cost: PassphraseCost, part: keyof PassphraseCost): number {
  const value = requireUint(cost[part], MAX_PASSPHRASE_COST[part], part);
  if (value < MIN_PASSPHRASE_COST[part]) throw invalid(`The passphrase's ${part} is too low.`);
  return value;
}

function invalid(message: string): CryptoError {
  return new CryptoError("crypto/invalid-argument", message);
}
