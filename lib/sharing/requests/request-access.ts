import type { Address, Hex } from "viem";
import { sealNote } from "../../crypto/note.ts";
import {
  requestAccess as requestAccessCall,
  withdrawRequest as withdrawRequestCall,
} from "../../ledger/calls.ts";
import { readRecord } from "../../ledger/record.ts";
import { SECTION_LIMIT } from "../../ledger/terms.ts";
import type { Account } from "../account.ts";
import { sameAddress } from "../address.ts";
import { digestHex } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import { requireKeys } from "../published-key.ts";
import { sendReviewed } from "../transact.ts";
import { forgetAsked, rememberAsked } from "./asked-memory.ts";
import { noteContext } from "./note-context.ts";

/** What somebody asks to be lent. */
export interface RequestTerms {
  /** Section numbers, at least one. */
  sections: readonly number[];
  write: boolean;
  /** For how many slices (minutes). */
  duration: number;
  /** Why, for the owner's eyes only; may be empty. */
  note: string;
}

/** Longest duration that the ledger can hold. */
const MAX_DURATION = 2 ** 32 - 1;

/**
 * Asks a record's owner to be lent sections, in place of what was asked before. The note is sealed to
 * the owner's key; who asks for what is for everybody to see.
 *
 * @throws SharingError `sharing/no-record`, `sharing/closed`, `sharing/bad-terms`, also for one's own
 *   record, `sharing/no-key` if there is a note and the owner has no key; CryptoError
 *   `crypto/malformed` for a note of more than 16 000 bytes; LedgerError; StorageError; the signal's
 *   reason until the transaction was sent
 */
export async function requestAccess(
  context: Context,
  account: Pick<Account, "address" | "wallet">,
  of: { record: Hex; terms: RequestTerms } & SendWatch,
): Promise<void> {
  const { record, terms, ...watch } = of;
  watch.onProgress?.({ step: "prepare" });
  requireSound(terms);
  const found = await readRecord(context.ledger, record, watch);
  if (found === null) throw noRecord();
  if (found.closed) throw new SharingError("sharing/closed", "This record was closed for good.");
  if (sameAddress(found.owner, account.address)) {
    throw new SharingError("sharing/bad-terms", "This record is the account's own.");
  }
  const note = await storeNote(context, account, { record, owner: found.owner, terms, ...watch });
  const call = requestAccessCall(context.ledger, {
    record,
    sections: terms.sections,
    rights: { read: true, write: terms.write },
    duration: terms.duration,
    note,
  });
  await sendReviewed(context, account, { call, ...watch });
  await rememberAsked(context, { account: account.address, record });
}

/**
 * Takes one's request back.
 *
 * @throws LedgerError `ledger/no-request` if there is none, and others; the signal's reason until the
 *   transaction was sent
 */
export async function withdrawRequest(
  context: Context,
  account: Pick<Account, "address" | "wallet">,
  { record, ...watch }: { record: Hex } & SendWatch,
): Promise<void> {
  const call = withdrawRequestCall(context.ledger, { record });
  await sendReviewed(context, account, { call, ...watch });
  await forgetAsked(context, { account: account.address, record });
}

async function storeNote(
  context: Context,
  { address }: Pick<Account, "address">,
  of: { record: Hex; owner: Address; terms: RequestTerms } & SendWatch,
): Promise<Hex | null> {
  const { record, owner, terms, signal } = of;
  if (terms.note === "") return null;
  const [publicKey] = await requireKeys(context, [owner], { signal });
  const block = await sealNote(terms.note, {
    context: noteContext(context, { record, owner, requester: address }),
    publicKey: publicKey as Uint8Array,
  });
  await context.store.put(block, { signal });
  return digestHex(block.cid);
}

function requireSound({ sections, duration }: RequestTerms): void {
  const sound =
    sections.length > 0 &&
    sections.every((it) => Number.isInteger(it) && it >= 0 && it < SECTION_LIMIT) &&
    Number.isInteger(duration) &&
    duration > 0 &&
    duration <= MAX_DURATION;
  if (!sound) throw new SharingError("sharing/bad-terms", "There can be no such request.");
}

function noRecord(): SharingError {
  return new SharingError("sharing/no-record", "There is no such record on this chain.");
}
