import { getAddress } from "viem/utils";
import type { Lock } from "../../crypto/factor-block.ts";
import { sealPreviousSeed } from "../../crypto/factor-block.ts";
import { newFactor } from "../../crypto/factor-lock.ts";
import { keyPairOfSeed } from "../../crypto/hpke.ts";
import { seedFrom } from "../../crypto/identity.ts";
import type { Reader, UnlockedAccount, Wallet } from "../account.ts";
import { keyPairsOf } from "../account.ts";
import type { Context } from "../context.ts";
import type { Watch } from "../progress.ts";
import { askWallet, FIRST_IDENTITY } from "./derive.ts";
import type { LockDraft } from "./locks.ts";
import { makeLock } from "./locks.ts";

/** What a new identity is to derive from. */
export interface IdentityDraft {
  /**
   * `wallet`: its signature, and the second factor if there are locks; `factor`: the second factor
   * alone, for wallets that sign differently each time, as smart accounts do.
   */
  from: "wallet" | "factor";
  /** Ways to a second factor, which is drawn anew; without any there is none. */
  locks: readonly LockDraft[];
}

/**
 * Makes a new identity. Nothing is published: `publishKey` does that. The wallet signs twice, if it
 * has a part in the identity.
 *
 * @param of `after`: the identity that it takes the place of, by its index, and as far as it could
 *   be unlocked
 * @throws IdentityError `identity/not-deterministic`, `identity/unusable-signature`,
 *   `identity/wrong-signer`; CryptoError `crypto/invalid-argument` for an identity from a second
 *   factor without a lock; PasskeyError; LedgerError `wallet/rejected` and the like
 */
export async function makeIdentity(
  _context: Context,
  wallet: Wallet,
  of: IdentityDraft & { after?: { index: number; reader: Reader | null } | undefined } & Watch,
): Promise<UnlockedAccount> {
  const { from, locks: drafts, after, onProgress, signal } = of;
  const watch = { onProgress, signal };
  const address = getAddress(wallet.account.address);
  const index = after === undefined ? FIRST_IDENTITY : after.index + 1;
  const name = { account: address, index };
  const fromWallet =
    from === "wallet" ? await askWallet(wallet, name, { times: 2, ...watch }) : null;
  const place = { ...name, wallet: fromWallet };
  const factor = drafts.length > 0 ? newFactor() : null;
  const identity = await keyPairOfSeed(seedFrom({ ...place, factor }));
  const locks: Lock[] = [];
  if (factor !== null) {
    for (const draft of drafts) locks.push(await makeLock(factor, draft, { place, ...watch }));
  }
  const before = after?.reader ?? null;
  const previous =
    before && (await sealPreviousSeed(before.identity.seed, { ...name, seed: identity.seed }));
  return {
    address,
    wallet,
    identity,
    earlier: before === null ? [] : keyPairsOf(before),
    origin: { index, wallet: fromWallet, factor, locks, previous },
  };
}
