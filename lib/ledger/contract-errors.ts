import type { ContractFunctionRevertedError } from "viem";
import { LedgerError } from "./errors.ts";

/** What the contracts' errors are called here, and what they mean to a person. */
const CONTRACT_ERRORS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  Ledger_UnknownRecord: ["ledger/unknown-record", "There is no such record."],
  Ledger_RecordExists: ["ledger/record-exists", "This record has been created already."],
  Ledger_RecordClosed: ["ledger/record-closed", "The record has been closed for good."],
  Ledger_NotOwner: ["ledger/not-owner", "Only the record's owner can do this."],
  Ledger_WrongGeneration: [
    "ledger/generation-moved",
    "All leases were ended, or the owner changed, in the meantime.",
  ],
  Ledger_WrongEpoch: ["ledger/epoch-moved", "The record's keys were changed in the meantime."],
  Ledger_WrongRevocations: ["ledger/revocations-moved", "A lease was ended since this was signed."],
  Ledger_GenerationExhausted: [
    "ledger/generation-exhausted",
    "This record can no longer change hands.",
  ],
  Ledger_EpochExhausted: [
    "ledger/epoch-exhausted",
    "The keys of this record can no longer be changed.",
  ],
  Ledger_JournalFull: ["ledger/journal-full", "The record's history has no room left."],
  Ledger_DigestEmpty: ["ledger/digest-empty", "A block's digest is missing."],
  Ledger_NoPublications: ["ledger/no-publications", "There is nothing to publish."],
  Ledger_MayNotPublish: ["ledger/may-not-publish", "This account may not add to this section now."],
  Ledger_HeadMoved: ["ledger/head-moved", "Another entry was published first."],
  Ledger_SliceInFuture: ["ledger/slice-in-future", "The entry is dated ahead of the chain's time."],
  Ledger_SliceTooOld: ["ledger/slice-too-old", "The entry took too long to reach the chain."],
  Ledger_RightsInvalid: ["ledger/rights-invalid", "A lease is to read, or to read and write."],
  Ledger_NoSections: ["ledger/no-sections", "No section is named."],
  Ledger_WindowEmpty: ["ledger/window-empty", "The lease would end before it begins."],
  Ledger_AlreadyOver: ["ledger/already-over", "The lease would be over before it is granted."],
  Ledger_AccountInvalid: ["ledger/account-invalid", "This makes no sense for this account."],
  Ledger_NoGrant: ["ledger/no-grant", "There is no lease to end."],
  Ledger_RootExists: ["ledger/root-exists", "This list of leases has been granted already."],
  Ledger_NoRoot: ["ledger/no-root", "This list of leases is not granted."],
  Ledger_NoLeaves: ["ledger/no-leaves", "No lease is named."],
  Ledger_DurationZero: ["ledger/duration-zero", "The request is for no time at all."],
  Ledger_NoRequest: ["ledger/no-request", "There is no open request of this account."],
  Ledger_NoOffer: ["ledger/no-offer", "The record is not on offer to this account."],
  Ledger_SignatureExpired: ["ledger/signature-expired", "The signature's deadline has passed."],
  Ledger_NonceUsed: ["ledger/nonce-used", "This signature was used or cancelled."],
  Ledger_SignatureInvalid: ["ledger/signature-invalid", "The signature is not the account's."],
  BlockSource_TooHigh: ["ledger/block-too-high", "This chain has run out of block numbers."],
  KeyDirectory_KeyLength: ["ledger/key-length", "This is not a public encryption key."],
  KeyDirectory_FactorsLength: ["ledger/factors-length", "These locks take too much room."],
};

/** The code that an error of the contracts has in the library, or null if none is known. */
export function contractErrorCode(name: string): string | null {
  return CONTRACT_ERRORS[name]?.[0] ?? null;
}

/**
 * Translates a revert. The Solidity error's arguments become `details`, by their names; what is
 * not an error of these contracts becomes `chain/reverted`, with the node's reason if it gave one.
 */
export function contractError(reverted: ContractFunctionRevertedError): LedgerError {
  const { data } = reverted;
  const known = data && CONTRACT_ERRORS[data.errorName];
  if (!known) {
    return new LedgerError("chain/reverted", "The chain refused this transaction.", {
      cause: reverted,
      details: { reason: data?.errorName ?? reverted.reason ?? null },
    });
  }
  const [code, message] = known;
  const inputs = "inputs" in data.abiItem ? (data.abiItem.inputs ?? []) : [];
  const details = Object.fromEntries(
    inputs.map(({ name }, i) => [name ?? String(i), data.args?.[i]]),
  );
  return new LedgerError(code, message, { cause: reverted, details });
}
