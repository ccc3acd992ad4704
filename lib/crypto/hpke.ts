import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { concatBytes } from "../bytes.ts";
import { requireLength } from "./argument.ts";
import { CryptoError } from "./errors.ts";
import { HPKE_OVERHEAD, PUBLIC_KEY_SIZE, SECRET_SIZE } from "./limits.ts";
import type { Random } from "./random.ts";
import { webBytes } from "./web-crypto.ts";

/**
 * An X-Wing key pair (draft-connolly-cfrg-xwing-kem §5.2). The 32-byte seed is the secret key; the
 * public key has 1216 bytes and follows from it.
 */
export type KeyPair = { seed: Uint8Array; publicKey: Uint8Array };

const ENC_SIZE = 1120;
const ENCAPSULATION_RANDOMNESS = 64;

const kem = new XWing();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/**
 * The X-Wing key pair of a 32-byte seed.
 *
 * @throws CryptoError `crypto/invalid-argument` for a seed of another length
 */
export async function keyPairOfSeed(seed: Uint8Array): Promise<KeyPair> {
  requireLength(seed, SECRET_SIZE, "seed");
  const copy = new Uint8Array(seed);
  const pair = await kem.generateKeyPairDerand(copy);
  return { seed: copy, publicKey: new Uint8Array(await kem.serializePublicKey(pair.publicKey)) };
}

/** What is sealed, to whom and in which context. `random` is for test vectors. */
export type HpkeSealInput = {
  publicKey: Uint8Array;
  info: Uint8Array;
  aad: Uint8Array;
  plaintext: Uint8Array;
  random?: Random | undefined;
};

/**
 * `HPKE` of protocol §1: RFC 9180 §6.1 base mode, single shot, with X-Wing, HKDF-SHA256 and
 * AES-256-GCM.
 *
 * @returns `enc` (1120 bytes) ‖ ciphertext ‖ tag
 * @throws CryptoError `crypto/invalid-public-key`
 */
export async function hpkeSeal(input: HpkeSealInput): Promise<Uint8Array> {
  const { publicKey, info, aad, plaintext, random } = input;
  try {
    requireLength(publicKey, PUBLIC_KEY_SIZE, "public key");
    // The library takes a key's whole buffer, so it must not be a view into a larger one.
    const recipientPublicKey = await kem.importKey("raw", new Uint8Array(publicKey).buffer, true);
    const sender = await suite.createSenderContext({
      recipientPublicKey,
      info: webBytes(info),
      ...(random && { ekm: webBytes(random(ENCAPSULATION_RANDOMNESS)) }),
    });
    const ciphertext = await sender.seal(webBytes(plaintext), webBytes(aad));
    return concatBytes(new Uint8Array(sender.enc), new Uint8Array(ciphertext));
  } catch (cause) {
    throw new CryptoError("crypto/invalid-public-key", "This public key cannot be used.", {
      cause,
    });
  }
}

/** What is opened, by whom and in which context. */
export type HpkeOpenInput = {
  keyPair: KeyPair;
  info: Uint8Array;
  aad: Uint8Array;
  sealed: Uint8Array;
};

/**
 * Opens what {@link hpkeSeal} made.
 *
 * @throws CryptoError `crypto/tampered` if key, context, associated data or bytes differ
 */
export async function hpkeOpen(input: HpkeOpenInput): Promise<Uint8Array> {
  const { keyPair, info, aad, sealed } = input;
  try {
    if (sealed.length < HPKE_OVERHEAD) throw new RangeError("shorter than an empty message");
    const recipientKey = await kem.importKey("raw", new Uint8Array(keyPair.seed).buffer, false);
    const recipient = await suite.createRecipientContext({
      recipientKey,
      enc: webBytes(sealed.slice(0, ENC_SIZE)),
      info: webBytes(info),
    });
    return new Uint8Array(await recipient.open(webBytes(sealed.slice(ENC_SIZE)), webBytes(aad)));
  } catch (cause) {
    throw new CryptoError("crypto/tampered", "This key does not open it, or it was changed.", {
      cause,
    });
  }
}
