import { getAddress } from "viem/utils";
import { toHex } from "../../lib/bytes.ts";
import { linkAccountKey, linkSalt, linkSeed } from "../../lib/crypto/link.ts";
import type { RecordSecret } from "../../lib/crypto/record-keys.ts";
import { encodeLink } from "../../lib/sharing/links/link.ts";
import { linkAccount, linkIdentity } from "../../lib/sharing/links/link-account.ts";
import { CHAIN_ID, FIRST_SECRET, LEDGER, SECOND_SECRET } from "./sample.ts";

/** Vectors of links (protocol §12). */
export async function linkVectors() {
  return [
    await link(FIRST_SECRET, { leaf: 4097, passphrase: null }),
    await link(SECOND_SECRET, { leaf: 2 ** 32 - 1, passphrase: "caf\u00e9 \u2460" }),
  ];
}

async function link(
  secret: RecordSecret,
  { leaf, passphrase }: { leaf: number; passphrase: string | null },
) {
  const seed = linkSeed(secret, leaf);
  const needsPassphrase = passphrase !== null;
  const identity = await linkIdentity(seed, { passphrase });
  return {
    record: toHex(secret.record),
    version: secret.version,
    secret: toHex(secret.secret),
    leaf,
    passphrase,
    seed: toHex(seed),
    salt: toHex(linkSalt(seed)),
    accountKey: toHex(linkAccountKey(seed, { needsPassphrase })),
    account: linkAccount(seed, { needsPassphrase }),
    identitySeed: toHex(identity.seed),
    publicKey: toHex(identity.publicKey),
    fragment: encodeLink({
      chainId: CHAIN_ID,
      ledger: getAddress(toHex(LEDGER)),
      record: toHex(secret.record),
      seed,
      needsPassphrase,
    }),
  };
}
