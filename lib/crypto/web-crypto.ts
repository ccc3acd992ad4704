/**
 * The same bytes under the type that WebCrypto asks for, which excludes shared memory. Nothing in
 * the library is backed by shared memory; WebCrypto itself would refuse it.
 */
export function webBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}

/** A WebCrypto AES-GCM key that cannot be exported again. */
export function importAesKey(key: Uint8Array, usage: "encrypt" | "decrypt"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", webBytes(key), "AES-GCM", false, [usage]);
}
