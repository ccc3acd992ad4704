import { LeaseholdError } from "../../../lib/error.ts";
import type { IdentityDraft, Passkeys } from "../../../lib/sharing/index.ts";

/** What a key is to take beside the wallet's signature. */
export type Protection = "wallet" | "passphrase" | "passkey";

/** What a person has entered about a key to be. */
export interface KeyDraft {
  /** `factor`: for wallets whose signatures differ each time, the second factor is all there is. */
  from: IdentityDraft["from"];
  protection: Protection;
  passphrase: string;
  again: string;
}

export const EMPTY_KEY_DRAFT: KeyDraft = {
  from: "wallet",
  protection: "wallet",
  passphrase: "",
  again: "",
};

/** Fewer can be tried one by one by somebody who has the wallet's signature. */
const MIN_LENGTH = 12;

/** Without a wallet in it, anybody can try passphrases. */
const MIN_LENGTH_ALONE = 20;

/** What is wrong with a passphrase; null if nothing is. */
export function passphraseProblem({ from, passphrase }: KeyDraft): string | null {
  const least = from === "factor" ? MIN_LENGTH_ALONE : MIN_LENGTH;
  if ([...passphrase.normalize("NFKC")].length >= least) return null;
  return `Use at least ${least} characters; several words are best.`;
}

/** What is wrong with its repetition; null if nothing is. */
export function repetitionProblem({ passphrase, again }: KeyDraft): string | null {
  return passphrase === again ? null : "The two are not the same.";
}

/** Whether a key can be made of it. */
export function isComplete(draft: KeyDraft): boolean {
  if (draft.protection === "wallet") return draft.from === "wallet";
  if (draft.protection === "passkey") return true;
  return passphraseProblem(draft) === null && repetitionProblem(draft) === null;
}

/** The draft as the library takes it. `name` is what the passkey will be called. */
export function identityDraft(
  { from, protection, passphrase }: KeyDraft,
  { passkeys, name }: { passkeys: Passkeys; name: string },
): IdentityDraft {
  switch (protection) {
    case "wallet":
      return { from, locks: [] };
    case "passphrase":
      return { from, locks: [{ kind: "passphrase", passphrase }] };
    case "passkey":
      return { from, locks: [{ kind: "passkey", passkeys, name }] };
  }
}

/** Wallets of which no key can be derived: their signatures differ, or are not by one key. */
const NEEDS_FACTOR: readonly string[] = [
  "identity/not-deterministic",
  "identity/unusable-signature",
  "identity/wrong-signer",
];

/** Whether an error may mean that the key has to do without the wallet's signature. */
export function needsFactor(error: unknown): boolean {
  return error instanceof LeaseholdError && NEEDS_FACTOR.includes(error.code);
}

/** The same key, from the second factor alone. */
export function withoutWallet(draft: KeyDraft): KeyDraft {
  const protection = draft.protection === "wallet" ? "passphrase" : draft.protection;
  return { ...draft, from: "factor", protection };
}
