import type { Address } from "viem";
import { concatBytes, fromHex, uintBytes } from "../bytes.ts";
import { requireLength } from "./argument.ts";
import { CryptoError, IdentityError } from "./errors.ts";
import type { FactorBlock, PasskeyLock, PassphraseLock } from "./factor-block.ts";
import { hkdf } from "./kdf.ts";
import { SECRET_SIZE } from "./limits.ts";
import type { PassphraseCost } from "./passphrase.ts";
import { derivePassphraseKey, PASSPHRASE_COST } from "./passphrase.ts";
import type { Random } from "./random.ts";
import { platformRandom } from "./random.ts";
import { seal, unseal } from "./seal.ts";
import { TAGS } from "./tags.ts";

/** Whose second factor a lock is on. `wallet` is the wallet's part of the identity, if it has one. */
export type LockPlace = { account: Address; index: number; wallet: Uint8Array | null };

/** How a slow derivation is watched; see `derivePassphraseKey`. */
type Watch = {
  onProgress?: ((share: number) => void) | undefined;
  signal?: AbortSignal | undefined;
};

const KINDS = { passphrase: 0, passkey: 1 } as const;

/** A new second factor: 32 random bytes. */
export function newFactor(random: Random = platformRandom): Uint8Array {
  return random(SECRET_SIZE);
}

/** Locks a second factor with a passphrase. @throws CryptoError as `derivePassphraseKey` does */
export async function lockWithPassphrase(
  factor: Uint8Array,
  {
    place,
    passphrase,
    cost = PASSPHRASE_COST,
    random = platformRandom,
    ...watch
  }: {
    place: LockPlace;
    passphrase: string;
    cost?: PassphraseCost | undefined;
    random?: Random;
  } & Watch,
): Promise<PassphraseLock> {
  const salt = random(SECRET_SIZE);
  const secret = await derivePassphraseKey(passphrase, { salt, cost, ...watch });
  const sealed = await sealFactor(factor, lockKey({ kind: "passphrase", salt, place, secret }));
  return { kind: "passphrase", ...cost, salt, sealed };
}

/** What a passkey answered when it was asked for its secret (32 bytes) for a salt (32 bytes). */
export type PasskeyAnswer = {
  credential: Uint8Array;
  site: string;
  salt: Uint8Array;
  output: Uint8Array;
};

/** Locks a second factor with a passkey. @throws CryptoError `crypto/invalid-argument` */
export async function lockWithPasskey(
  factor: Uint8Array,
  { place, passkey }: { place: LockPlace; passkey: PasskeyAnswer },
): Promise<PasskeyLock> {
  const { credential, site, salt, output } = passkey;
  const key = lockKey({ kind: "passkey", salt, place, secret: output });
  return { kind: "passkey", site, credential, salt, sealed: await sealFactor(factor, key) };
}

/**
 * Opens a second factor with a passphrase: every lock of that kind is tried.
 *
 * @throws IdentityError `identity/wrong-passphrase`; the signal's reason
 */
export async function openWithPassphrase(
  { locks }: Pick<FactorBlock, "locks">,
  { place, passphrase, ...watch }: { place: LockPlace; passphrase: string } & Watch,
): Promise<Uint8Array> {
  const own = locks.filter((lock) => lock.kind === "passphrase");
  for (const lock of passphrase === "" ? [] : own) {
    const { salt, memory, passes } = lock;
    const cost = { memory, passes };
    const secret = await derivePassphraseKey(passphrase, { salt, cost, ...watch });
    const factor = await openFactor(lock, lockKey({ kind: "passphrase", salt, place, secret }));
    if (factor !== null) return factor;
  }
  throw new IdentityError("identity/wrong-passphrase", "This is not the passphrase.");
}

/**
 * Opens a second factor with a passkey's secret (32 bytes).
 *
 * @throws IdentityError `identity/wrong-passkey`
 */
export async function openWithPasskey(
  lock: PasskeyLock,
  { place, output }: { place: LockPlace; output: Uint8Array },
): Promise<Uint8Array> {
  const { salt } = lock;
  const key = lockKey({ kind: "passkey", salt, place, secret: output });
  const factor = await openFactor(lock, key);
  if (factor !== null) return factor;
  throw new IdentityError("identity/wrong-passkey", "This passkey does not open it.");
}

/** The wallet's part is mixed in, so that nobody without the wallet can try passphrases. */
function lockKey(of: {
  kind: keyof typeof KINDS;
  salt: Uint8Array;
  place: LockPlace;
  secret: Uint8Array;
}): Uint8Array {
  const { account, index, wallet } = of.place;
  const secret = requireLength(of.secret, SECRET_SIZE, "lock's secret");
  return hkdf({
    ikm: concatBytes(secret, wallet ?? new Uint8Array()),
    salt: requireLength(of.salt, SECRET_SIZE, "lock's salt"),
    info: [TAGS.factorLock, fromHex(account), uintBytes(index, 4), uintBytes(KINDS[of.kind], 1)],
  });
}

function sealFactor(factor: Uint8Array, key: Uint8Array): Promise<Uint8Array> {
  const plaintext = requireLength(factor, SECRET_SIZE, "second factor");
  return seal(key, { aad: new Uint8Array(), plaintext });
}

/** Null if it is another key's. */
async function openFactor(
  { sealed }: { sealed: Uint8Array },
  key: Uint8Array,
): Promise<Uint8Array | null> {
  try {
    return await unseal(key, { aad: new Uint8Array(), sealed });
  } catch (error) {
    if (error instanceof CryptoError && error.code === "crypto/tampered") return null;
    throw error;
  }
}
