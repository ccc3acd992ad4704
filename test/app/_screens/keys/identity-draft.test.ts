import { describe, expect, it } from "vitest";
import type { KeyDraft } from "../../../../app/_screens/keys/identity-draft.ts";
import {
  EMPTY_KEY_DRAFT,
  identityDraft,
  isComplete,
  needsFactor,
  passphraseProblem,
  repetitionProblem,
  withoutWallet,
} from "../../../../app/_screens/keys/identity-draft.ts";
import { LeaseholdError } from "../../../../lib/error.ts";
import { softwareAuthenticator } from "../../../support/passkeys.ts";

const passkeys = softwareAuthenticator().at("localhost");
const draft = (change: Partial<KeyDraft>): KeyDraft => ({ ...EMPTY_KEY_DRAFT, ...change });
const words = "four random words here";

describe("a key to be", () => {
  it("takes the wallet alone where the wallet can", () => {
    expect(isComplete(draft({}))).toBe(true);
    expect(isComplete(draft({ from: "factor" }))).toBe(false);
    const named = { passkeys, name: "x" };
    expect(identityDraft(draft({}), named)).toEqual({ from: "wallet", locks: [] });
  });

  it("needs a passphrase of some length, twice", () => {
    const protection = "passphrase";
    expect(isComplete(draft({ protection, passphrase: words, again: words }))).toBe(true);
    expect(isComplete(draft({ protection, passphrase: words, again: "other" }))).toBe(false);
    expect(isComplete(draft({ protection, passphrase: "short", again: "short" }))).toBe(false);
    expect(repetitionProblem(draft({ passphrase: words, again: words }))).toBeNull();
  });

  it("needs a longer one where anybody can guess at it", () => {
    const passphrase = "thirteen char";
    expect(passphraseProblem(draft({ passphrase }))).toBeNull();
    expect(passphraseProblem(draft({ from: "factor", passphrase }))).toContain("20");
    expect(passphraseProblem(draft({ from: "factor", passphrase: words }))).toBeNull();
  });

  it("counts characters as people do", () => {
    expect(passphraseProblem(draft({ passphrase: "🔑".repeat(6) }))).not.toBeNull();
    expect(passphraseProblem(draft({ passphrase: "e\u0301".repeat(11) }))).not.toBeNull();
    expect(passphraseProblem(draft({ passphrase: "e\u0301".repeat(12) }))).toBeNull();
  });

  it("goes on without a wallet whose signatures make no key", () => {
    expect(needsFactor(new LeaseholdError("identity/not-deterministic", ""))).toBe(true);
    expect(needsFactor(new LeaseholdError("wallet/rejected", ""))).toBe(false);
    expect(needsFactor(new Error("identity/not-deterministic"))).toBe(false);
    expect(withoutWallet(draft({}))).toEqual(draft({ from: "factor", protection: "passphrase" }));
    const passkey = draft({ protection: "passkey" });
    expect(withoutWallet(passkey)).toEqual({ ...passkey, from: "factor" });
  });

  it("becomes the library's", () => {
    const named = { passkeys, name: "Leasehold 0x12…34" };
    expect(identityDraft(draft({ protection: "passkey", from: "factor" }), named)).toEqual({
      from: "factor",
      locks: [{ kind: "passkey", ...named }],
    });
    expect(identityDraft(draft({ protection: "passphrase", passphrase: words }), named)).toEqual({
      from: "wallet",
      locks: [{ kind: "passphrase", passphrase: words }],
    });
  });
});
