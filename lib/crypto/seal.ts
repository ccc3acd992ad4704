import { requireLength } from "./argument.ts";
import { CryptoError } from "./errors.ts";
import { SECRET_SIZE } from "./limits.ts";
import { importAesKey, webBytes } from "./web-crypto.ts";

/** Zero is sound as a nonce because a key seals one message only (protocol §1). */
const NONCE = new Uint8Array(12);

/**
 * `SEAL` of protocol §1: AES-256-GCM under a key that encrypts one message only.
 *
 * @returns ciphertext ‖ 16-byte tag
 * @throws CryptoError `crypto/invalid-argument` for a key of another length
 */
export async function seal(
  key: Uint8Array,
  message: { aad: Uint8Array; plaintext: Uint8Array },
): Promise<Uint8Array> {
  requireLength(key, SECRET_SIZE, "key");
  const aesKey = await importAesKey(key, "encrypt");
  const algorithm = { name: "AES-GCM", iv: NONCE, additionalData: webBytes(message.aad) };
  return new Uint8Array(
    await crypto.subtle.encrypt(algorithm, aesKey, webBytes(message.plaintext)),
  );
}

/**
 * Opens what {@link seal} made.
 *
 * @throws CryptoError `crypto/tampered` if key, associated data or ciphertext differ;
 *   `crypto/invalid-argument` for a key of another length
 */
export async function unseal(
  key: Uint8Array,
  message: { aad: Uint8Array; sealed: Uint8Array },
): Promise<Uint8Array> {
  requireLength(key, SECRET_SIZE, "key");
  const aesKey = await importAesKey(key, "decrypt");
  const algorithm = { name: "AES-GCM", iv: NONCE, additionalData: webBytes(message.aad) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, aesKey, webBytes(message.sealed)));
  } catch (cause) {
    throw new CryptoError("crypto/tampered", "This key does not open it, or it was changed.", {
      cause,
    });
  }
}
