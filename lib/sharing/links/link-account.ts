import type { Address } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { toHex } from "../../bytes.ts";
import type { KeyPair } from "../../crypto/hpke.ts";
import { keyPairOfSeed } from "../../crypto/hpke.ts";
import { linkAccountKey, linkIdentitySeed, linkSalt } from "../../crypto/link.ts";
import type { PassphraseCost } from "../../crypto/passphrase.ts";
import { derivePassphraseKey } from "../../crypto/passphrase.ts";
import type { Watch } from "../progress.ts";

/** What a guess at a link's passphrase costs. Part of the format: a link does not say it. */
const COST: PassphraseCost = { memory: 32_768, passes: 3 };

/** The account to which a link's lease is granted. */
export function linkAccount(
  seed: Uint8Array,
  { needsPassphrase }: { needsPassphrase: boolean },
): Address {
  return privateKeyToAddress(toHex(linkAccountKey(seed, { needsPassphrase })));
}

/**
 * The identity to which a link's lease is sealed. With a passphrase it takes about a second.
 *
 * @throws CryptoError `crypto/invalid-argument` for an empty passphrase; the signal's reason
 */
export async function linkIdentity(
  seed: Uint8Array,
  { passphrase, onProgress, signal }: { passphrase: string | null } & Watch,
): Promise<KeyPair> {
  const key =
    passphrase === null
      ? null
      : await derivePassphraseKey(passphrase, {
          salt: linkSalt(seed),
          cost: COST,
          onProgress: (share) => onProgress?.({ step: "passphrase", share }),
          signal,
        });
  return keyPairOfSeed(linkIdentitySeed(seed, key));
}
