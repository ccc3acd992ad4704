import { toHex } from "../../lib/bytes.ts";
import { encodeFactors, sealPreviousSeed } from "../../lib/crypto/factor-block.ts";
import { lockWithPasskey, lockWithPassphrase } from "../../lib/crypto/factor-lock.ts";
import { keyPairOfSeed } from "../../lib/crypto/hpke.ts";
import { identityTypedData, seedFrom, walletSecret } from "../../lib/crypto/identity.ts";
import { MIN_PASSPHRASE_COST } from "../../lib/crypto/passphrase.ts";
import { encodeRecoveryCode } from "../../lib/crypto/recovery-code.ts";
import { named, namedRandom, ownerWallet } from "./sample.ts";

const account = ownerWallet.address;
const PASSPHRASE = "corréct horse ①";

/** Vectors of second factors, factor blocks and recovery codes (protocol §2). */
export async function identityVectors() {
  return {
    wallet: await identity({ index: 1, hasWallet: true, previous: named("previous seed") }),
    factorAlone: await identity({ index: 0, hasWallet: false, previous: null }),
  };
}

async function identity(of: { index: number; hasWallet: boolean; previous: Uint8Array | null }) {
  const { index, hasWallet, previous } = of;
  const signature = await ownerWallet.signTypedData(identityTypedData({ account, index }));
  const signatures = [signature, signature] as const;
  const wallet = hasWallet ? await walletSecret({ account, index, signatures }) : null;
  const factor = named("factor");
  const seed = seedFrom({ account, index, wallet, factor });
  const place = { account, index, wallet };
  const passkey = {
    credential: named("credential", 16),
    site: "leasehold.example",
    salt: named("passkey salt"),
    output: named("passkey output"),
  };
  const locks = [
    await lockWithPassphrase(factor, {
      place,
      passphrase: PASSPHRASE,
      cost: MIN_PASSPHRASE_COST,
      random: namedRandom("passphrase salt"),
    }),
    await lockWithPasskey(factor, { place, passkey }),
  ];
  const sealed = previous && (await sealPreviousSeed(previous, { account, index, seed }));
  return {
    account,
    index,
    signature: hasWallet ? signature : null,
    passphrase: PASSPHRASE,
    passkeyOutput: toHex(passkey.output),
    previousSeed: previous && toHex(previous),
    block: toHex(encodeFactors({ account, index, signature: hasWallet, locks, previous: sealed })),
    factor: toHex(factor),
    seed: toHex(seed),
    publicKey: toHex((await keyPairOfSeed(seed)).publicKey),
    recoveryCode: encodeRecoveryCode(seed),
  };
}
