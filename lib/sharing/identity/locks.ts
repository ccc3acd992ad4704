import { equalBytes } from "../../bytes.ts";
import { IdentityError } from "../../crypto/errors.ts";
import type { FactorBlock, Lock, PasskeyLock } from "../../crypto/factor-block.ts";
import type { LockPlace } from "../../crypto/factor-lock.ts";
import {
  lockWithPasskey,
  lockWithPassphrase,
  openWithPasskey,
  openWithPassphrase,
} from "../../crypto/factor-lock.ts";
import type { PassphraseCost } from "../../crypto/passphrase.ts";
import type { Watch } from "../progress.ts";
import type { Passkeys } from "./passkeys.ts";

/** A lock to be put on the second factor. `name` is shown by whatever keeps the passkey. */
export type LockDraft =
  | { kind: "passphrase"; passphrase: string; cost?: PassphraseCost | undefined }
  | { kind: "passkey"; passkeys: Passkeys; name: string };

/** What a person answers to open the second factor. */
export type FactorAnswer =
  | { kind: "passphrase"; passphrase: string }
  | { kind: "passkey"; passkeys: Passkeys };

/** A lock as far as people need to know it. */
export interface LockSummary {
  kind: Lock["kind"];
  /** Where the passkey can be asked; null for a passphrase. */
  site: string | null;
}

export function lockSummary(lock: Lock): LockSummary {
  return { kind: lock.kind, site: lock.kind === "passkey" ? lock.site : null };
}

/**
 * Puts a lock on a second factor (32 bytes).
 *
 * @throws CryptoError; PasskeyError; the signal's reason
 */
export async function makeLock(
  factor: Uint8Array,
  draft: LockDraft,
  { place, ...watch }: { place: LockPlace } & Watch,
): Promise<Lock> {
  if (draft.kind === "passphrase") {
    const { passphrase, cost } = draft;
    return lockWithPassphrase(factor, { place, passphrase, cost, ...derivation(watch) });
  }
  watch.onProgress?.({ step: "passkey" });
  const passkey = await draft.passkeys.create({ name: draft.name, signal: watch.signal });
  return lockWithPasskey(factor, { place, passkey });
}

/** What an answer brings: what opens a lock, together with the wallet's part. */
export type LockOpener =
  | { kind: "passphrase"; passphrase: string }
  | { kind: "passkey"; lock: PasskeyLock; output: Uint8Array };

/**
 * Takes an answer; a passkey is asked at once, as browsers want it after a click.
 *
 * @throws IdentityError `identity/wrong-passkey`; PasskeyError; the signal's reason
 */
export async function takeAnswer(
  { locks }: Pick<FactorBlock, "locks">,
  answer: FactorAnswer,
  { onProgress, signal }: Watch,
): Promise<LockOpener> {
  if (answer.kind === "passphrase") return answer;
  const { passkeys } = answer;
  const own = locks
    .filter((lock) => lock.kind === "passkey")
    .filter(({ site }) => site === passkeys.site);
  if (own.length === 0) throw wrongPasskey();
  onProgress?.({ step: "passkey" });
  const { credential, output } = await passkeys.ask({ passkeys: own, signal });
  const lock = own.find((it) => equalBytes(it.credential, credential));
  if (lock === undefined) throw wrongPasskey();
  return { kind: "passkey", lock, output };
}

/**
 * Opens a second factor by one of its locks.
 *
 * @throws IdentityError `identity/wrong-passphrase`, `identity/wrong-passkey`; the signal's reason
 */
export async function openLocks(
  block: Pick<FactorBlock, "locks">,
  opener: LockOpener,
  { place, ...watch }: { place: LockPlace } & Watch,
): Promise<Uint8Array> {
  if (opener.kind === "passkey") return openWithPasskey(opener.lock, { place, ...opener });
  const { passphrase } = opener;
  return openWithPassphrase(block, { place, passphrase, ...derivation(watch) });
}

function derivation({ onProgress, signal }: Watch) {
  return {
    signal,
    onProgress: (share: number) => onProgress?.({ step: "passphrase", share }),
  };
}

function wrongPasskey(): IdentityError {
  return new IdentityError("identity/wrong-passkey", "None of these passkeys is of this site.");
}
