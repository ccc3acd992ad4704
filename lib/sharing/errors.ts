import { LeaseholdError } from "../error.ts";

/**
 * Reasons for which sharing refuses.
 *
 * - `sharing/no-record`: there is no such record on this chain
 * - `sharing/no-lease`: this account was never lent anything of the record
 * - `sharing/not-yet`: the lease has not begun (`details.notBefore`, a slice)
 * - `sharing/expired`: the lease has run out (`details.expiresAt`, a slice)
 * - `sharing/revoked`: the owner ended the lease
 * - `sharing/closed`: the record was closed for good
 * - `sharing/not-owner`, `sharing/not-writer`: only the owner, or a live writer, may do this
 * - `sharing/no-key`: that account has not published an encryption key
 * - `sharing/key-forged`: a published key is not attested by its account
 * - `sharing/key-changed`: the wallet's signature does not lead to the key that the account published
 * - `sharing/factor-needed`: the key has a second factor, and nobody was asked (`details.locks`)
 * - `sharing/factors-invalid`: a factor block is malformed or another account's
 * - `sharing/no-factor`: the key has no second factor to put a lock on
 * - `sharing/last-lock`: the only way to the second factor cannot be removed
 * - `sharing/wrong-code`: a recovery code is not of a key that this account published
 * - `sharing/entry-invalid`: an entry is not what the ledger says, or not well-formed
 * - `sharing/list-invalid`: a list of leases is not what the ledger says, or not well-formed
 * - `sharing/file-changed`: a file changed while it was read
 * - `sharing/files-needed`: files of an upload have to be chosen again (`details.files`: names)
 * - `sharing/no-upload`: there is no such unfinished upload on this device, or it cannot be read
 * - `sharing/upload-elsewhere`: another tab or window is at this upload
 * - `sharing/bad-terms`: a lease that cannot be (no section, an empty window, too far away)
 * - `sharing/lease-over`: the lease that was to go on does not run any more
 * - `sharing/bad-link`: a text is not a link to a lease, or was cut off or mistyped
 * - `sharing/wrong-passphrase`: a link's passphrase is another
 * - `sharing/no-offer`: the record is not on offer, or not to this account
 * - `sharing/offered`: the record is on offer to somebody else
 * - `sharing/handover-invalid`: an offer does not hand over the record's secret as it is now
 * - `sharing/malformed`: a text is not a signed message, or was cut off or mistyped
 * - `sharing/other-network`: something signed is for another ledger (`details.chainId`, `.ledger`)
 * - `sharing/not-signable`: this cannot be done by a signature that somebody else sends
 * - `sharing/void`: the record changed since something was signed; the ledger's reason is the cause
 * - `sharing/partly-done`: a call for many accounts took several transactions, and one failed, which
 *   is the cause (`details.done`, `details.left`: accounts); the same call again does the rest
 * - `sharing/not-a-signature`: a file is not the signature of a file
 * - `sharing/other-file`: a signature is for another file, or for what the file was before
 * - `sharing/not-an-export`: a file is not an export
 * - `sharing/full`: a record has 128 sections at most
 * - `sharing/section-taken`: another device took the number of a section that was to be new; it gets
 *   the next one, for which its files are needed again (`details.files`: names)
 * - `sharing/already-there`: an earlier attempt has published it
 * - `sharing/queue-busy`: another tab is sending what waits on this device
 * - `sharing/queue-full`: no more records can wait on this device to be created
 * - `sharing/queue-lost`: a part of what waits is gone from this device, and nobody else has it
 * - `sharing/not-kept`: no node can be reached, and this device does not have what it takes
 */
export type SharingErrorCode =
  | "sharing/no-record"
  | "sharing/no-lease"
  | "sharing/not-yet"
  | "sharing/expired"
  | "sharing/revoked"
  | "sharing/closed"
  | "sharing/not-owner"
  | "sharing/not-writer"
  | "sharing/no-key"
  | "sharing/key-forged"
  | "sharing/key-changed"
  | "sharing/factor-needed"
  | "sharing/factors-invalid"
  | "sharing/no-factor"
  | "sharing/last-lock"
  | "sharing/wrong-code"
  | "sharing/entry-invalid"
  | "sharing/list-invalid"
  | "sharing/file-changed"
  | "sharing/files-needed"
  | "sharing/no-upload"
  | "sharing/upload-elsewhere"
  | "sharing/bad-terms"
  | "sharing/lease-over"
  | "sharing/bad-link"
  | "sharing/wrong-passphrase"
  | "sharing/no-offer"
  | "sharing/offered"
  | "sharing/handover-invalid"
  | "sharing/malformed"
  | "sharing/other-network"
  | "sharing/not-signable"
  | "sharing/void"
  | "sharing/partly-done"
  | "sharing/not-a-signature"
  | "sharing/other-file"
  | "sharing/not-an-export"
  | "sharing/full"
  | "sharing/section-taken"
  | "sharing/already-there"
  | "sharing/queue-busy"
  | "sharing/queue-full"
  | "sharing/queue-lost"
  | "sharing/not-kept";

/** A refusal of a use-case; see {@link SharingErrorCode}. */
export class SharingError extends LeaseholdError {
  override readonly name = "SharingError";
  declare readonly code: SharingErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: SharingErrorCode,
    message: string,
    options: ErrorOptions & { details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(code, message, options);
    this.details = options.details ?? {};
  }
}

const ENDED: readonly string[] = [
  "sharing/no-lease",
  "sharing/not-yet",
  "sharing/expired",
  "sharing/revoked",
  "sharing/closed",
] satisfies SharingErrorCode[];

/** Whether an error says that an account has no access now, so that what it saw must be dropped. */
export function hasEndedAccess(error: unknown): boolean {
  return error instanceof SharingError && ENDED.includes(error.code);
}

/** Whether an error says no more than that the caller's signal ended a use-case. */
export function isCancelled(error: unknown): boolean {
  if (error instanceof LeaseholdError) return error.code === "storage/aborted";
  return error instanceof Error && error.name === "AbortError";
}
