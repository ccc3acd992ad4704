import { concatBytes } from "../bytes.ts";
import { CryptoError } from "./errors.ts";
import type { KeyPair } from "./hpke.ts";
import { hkdf } from "./kdf.ts";
import { SECRET_SIZE } from "./limits.ts";
import type { Random } from "./random.ts";
import { platformRandom } from "./random.ts";
import { seal, unseal } from "./seal.ts";
import { TAGS } from "./tags.ts";

/**
 * Seals what a device keeps for an identity alone. It never leaves the device, so it is not part of
 * the protocol. `place` says what it is and where it belongs; it opens nowhere else.
 *
 * @returns salt (32 bytes) ‖ `SEAL` of protocol §1
 */
export async function sealOnDevice(
  { seed }: Pick<KeyPair, "seed">,
  message: { place: Uint8Array; plaintext: Uint8Array; random?: Random },
): Promise<Uint8Array> {
  const salt = (message.random ?? platformRandom)(SECRET_SIZE);
  const key = hkdf({ ikm: seed, salt, info: [TAGS.deviceSeal] });
  return concatBytes(salt, await seal(key, { aad: message.place, plaintext: message.plaintext }));
}

/** @throws CryptoError `crypto/tampered` for another identity or place, or changed bytes */
export async function openOnDevice(
  { seed }: Pick<KeyPair, "seed">,
  { place, sealed }: { place: Uint8Array; sealed: Uint8Array },
): Promise<Uint8Array> {
  if (sealed.length < SECRET_SIZE) {
    throw new CryptoError("crypto/tampered", "This was not sealed on this device.");
  }
  const key = hkdf({ ikm: seed, salt: sealed.slice(0, SECRET_SIZE), info: [TAGS.deviceSeal] });
  return unseal(key, { aad: place, sealed: sealed.slice(SECRET_SIZE) });
}
