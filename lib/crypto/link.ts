import { concatBytes, uintBytes } from "../bytes.ts";
import { requireLength, requireUint } from "./argument.ts";
import { hkdf } from "./kdf.ts";
import { MAX_LEAF, SECRET_SIZE } from "./limits.ts";
import type { RecordSecret } from "./record-keys.ts";
import { recordContext } from "./record-keys.ts";
import { TAGS } from "./tags.ts";

/**
 * The seed of a link (protocol §12). Its owner derives it again from the number that the link's
 * lease has in the lease tree, which no other lease ever has; whoever holds the link has it from
 * there.
 */
export function linkSeed(of: RecordSecret, leaf: number): Uint8Array {
  requireUint(leaf, MAX_LEAF, "leaf");
  const ikm = requireLength(of.secret, SECRET_SIZE, "record secret");
  const context = recordContext(of.record, of.version);
  return hkdf({ ikm, info: [TAGS.link, context, uintBytes(leaf, 4)] });
}

/** The secp256k1 private key of a link's account. That account holds a lease and sends nothing. */
export function linkAccountKey(
  seed: Uint8Array,
  { needsPassphrase }: { needsPassphrase: boolean },
): Uint8Array {
  requireLength(seed, SECRET_SIZE, "link seed");
  return hkdf({ ikm: seed, info: [TAGS.linkAccount, flags(needsPassphrase)] });
}

/** The salt under which a link's passphrase is stretched. */
export function linkSalt(seed: Uint8Array): Uint8Array {
  return hkdf({ ikm: requireLength(seed, SECRET_SIZE, "link seed"), info: [TAGS.linkSalt] });
}

/**
 * The seed of a link's encryption identity.
 *
 * @param passphraseKey what its passphrase was stretched to, 32 bytes; null for a link without one
 */
export function linkIdentitySeed(seed: Uint8Array, passphraseKey: Uint8Array | null): Uint8Array {
  requireLength(seed, SECRET_SIZE, "link seed");
  if (passphraseKey !== null) requireLength(passphraseKey, SECRET_SIZE, "passphrase key");
  const ikm = passphraseKey === null ? seed : concatBytes(seed, passphraseKey);
  return hkdf({ ikm, info: [TAGS.linkIdentity, flags(passphraseKey !== null)] });
}

function flags(needsPassphrase: boolean): Uint8Array {
  return Uint8Array.of(needsPassphrase ? 1 : 0);
}
