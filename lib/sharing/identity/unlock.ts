import { getAddress } from "viem/utils";
import { equalBytes } from "../../bytes.ts";
import { IdentityError } from "../../crypto/errors.ts";
import type { FactorBlock } from "../../crypto/factor-block.ts";
import type { LockPlace } from "../../crypto/factor-lock.ts";
import { keyPairOfSeed } from "../../crypto/hpke.ts";
import { seedFrom } from "../../crypto/identity.ts";
import { hasCode } from "../../error.ts";
import type { UnlockedAccount, Wallet } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Watch } from "../progress.ts";
import type { PublishedKey } from "../published-key.ts";
import { findKey } from "../published-key.ts";
import { askWallet, earlierIdentities, FIRST_IDENTITY, factorBlockOf } from "./derive.ts";
import type { FactorAnswer, LockOpener, LockSummary } from "./locks.ts";
import { lockSummary, openLocks, takeAnswer } from "./locks.ts";
import { makeIdentity } from "./make-identity.ts";
import { PasskeyError } from "./passkeys.ts";

/** What a person is asked to open a second factor. */
export interface FactorQuestion {
  /** The ways there are; one of them is enough. */
  locks: readonly LockSummary[];
  /** Why the answer before did not open it; null at first. */
  problem: IdentityError | PasskeyError | null;
}

/** How an identity is unlocked. */
export interface UnlockOptions extends Watch {
  /**
   * Asks the person for the second factor, again where the answer was wrong. Reject to stop.
   * It is asked before the wallet is.
   */
  askFactor?: ((question: FactorQuestion) => Promise<FactorAnswer>) | undefined;
  /**
   * The account's published key as it was read before. Person and wallet are asked by it while it is read
   * anew, and once more if another one was published meanwhile.
   */
  known?: PublishedKey | undefined;
}

/**
 * Derives an account's encryption identity (protocol §2): as it was published, or, where it has
 * published none, a first one from the wallet alone, which signs twice then.
 *
 * @throws SharingError `sharing/factor-needed` (`details.locks`) where there is a second factor and
 *   nobody to ask, `sharing/key-changed`, `sharing/factors-invalid`; IdentityError
 *   `identity/not-deterministic`, `identity/unusable-signature`, `identity/wrong-signer`; LedgerError
 *   `wallet/rejected` and the like; whatever `askFactor` rejects with
 */
export async function unlock(
  context: Context,
  wallet: Wallet,
  { known, ...options }: UnlockOptions = {},
): Promise<UnlockedAccount> {
  const address = getAddress(wallet.account.address);
  const reading = findKey(context, address, { signal: options.signal });
  if (known !== undefined) {
    const unlocked = settle(unlockPublished(context, wallet, { published: known, ...options }));
    const published = await reading.catch(async (error: unknown) => {
      // Without the chain, what was known holds; what else is wrong comes after the person's answer.
      await unlocked;
      if (hasCode(error, "chain/unreachable")) return known;
      throw error;
    });
    if (published !== null && isSame(published, known)) return (await unlocked)();
    await unlocked;
  }
  const published = await reading;
  if (published === null) {
    return makeIdentity(context, wallet, { from: "wallet", locks: [], ...options });
  }
  return unlockPublished(context, wallet, { published, ...options });
}

/** How something ends, to be told later: what it gives, or what it throws. */
function settle<T>(promise: Promise<T>): Promise<() => T> {
  return promise.then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
}

function isSame(a: PublishedKey, b: PublishedKey): boolean {
  return equalBytes(a.publicKey, b.publicKey) && equalBytes(a.factors, b.factors);
}

async function unlockPublished(
  context: Context,
  wallet: Wallet,
  { published, askFactor, ...watch }: { published: PublishedKey } & UnlockOptions,
): Promise<UnlockedAccount> {
  const address = getAddress(wallet.account.address);
  const block = factorBlockOf(published.factors, address);
  const { index = FIRST_IDENTITY, locks = [], signature = true, previous = null } = block ?? {};
  const summaries = locks.map(lockSummary);
  const ask = async (problem: FactorQuestion["problem"]) => {
    if (askFactor !== undefined) return askFactor({ locks: summaries, problem });
    throw new SharingError("sharing/factor-needed", "This key has a second factor.", {
      details: { locks: summaries },
    });
  };
  const asked = block !== null && locks.length > 0 ? { block, ask, ...watch } : null;
  const opener = asked && (await askUntilTaken(asked, null));
  const name = { account: address, index };
  const fromWallet = signature ? await askWallet(wallet, name, { times: 1, ...watch }) : null;
  const place = { ...name, wallet: fromWallet };
  const factor = opener && (await openUntilRight(asked, opener, place));
  const identity = await keyPairOfSeed(seedFrom({ ...place, factor }));
  if (!equalBytes(published.publicKey, identity.publicKey)) {
    throw new SharingError(
      "sharing/key-changed",
      "This wallet's signature leads to another key than the one that was published.",
    );
  }
  const { signal } = watch;
  const earlier =
    previous === null ? [] : await earlierIdentities(context, { address, identity }, { signal });
  return {
    address,
    wallet,
    identity,
    earlier,
    origin: { index, wallet: fromWallet, factor, locks, previous },
  };
}

/** A factor block, and whom to ask about it. */
type Asked = {
  block: FactorBlock;
  ask: (problem: FactorQuestion["problem"]) => Promise<FactorAnswer>;
} & Watch;

async function askUntilTaken(asked: Asked, first: FactorQuestion["problem"]): Promise<LockOpener> {
  const { block, ask, ...watch } = asked;
  for (let problem = first; ; ) {
    const answer = await ask(problem);
    try {
      return await takeAnswer(block, answer, watch);
    } catch (error) {
      if (!canAskAgain(error)) throw error;
      problem = error;
    }
  }
}

async function openUntilRight(
  asked: Asked,
  first: LockOpener,
  place: LockPlace,
): Promise<Uint8Array> {
  const { block, ask: _, ...watch } = asked;
  for (let opener = first; ; ) {
    let problem: FactorQuestion["problem"];
    try {
      return await openLocks(block, opener, { place, ...watch });
    } catch (error) {
      if (!canAskAgain(error)) throw error;
      problem = error;
    }
    opener = await askUntilTaken(asked, problem);
  }
}

function canAskAgain(error: unknown): error is IdentityError | PasskeyError {
  return (
    error instanceof PasskeyError ||
    (error instanceof IdentityError &&
      (error.code === "identity/wrong-passphrase" || error.code === "identity/wrong-passkey"))
  );
}
