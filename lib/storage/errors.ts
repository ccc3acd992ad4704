import type { CID } from "multiformats/cid";
import { LeaseholdError } from "../error.ts";

/** What can go wrong with blocks, the part of the code after `storage/`. */
export type StorageReason =
  /** The store answered, and does not hold the block. */
  | "not-found"
  /** The store did not answer, or not sensibly; the block may be there. */
  | "unavailable"
  /** The bytes are not those that the CID names. */
  | "wrong-block"
  /** The store has no room left. */
  | "full"
  /** The caller's signal ended the operation; the cause is the signal's reason. */
  | "aborted"
  /** Not a CID of this system: version 1, SHA-256, and raw, DAG-PB or DAG-CBOR. */
  | "bad-cid"
  /** Bytes with the right CID that are not a well-formed DAG, or not a well-formed CAR. */
  | "malformed"
  /** A block, file or archive above the size that is allowed. */
  | "too-large"
  /** A range of bytes that the file does not have. */
  | "bad-range"
  /** Fewer stores took the block than were asked for. */
  | "too-few-copies";

export interface StorageErrorOptions extends ErrorOptions {
  cid?: CID | undefined;
  /** Name of the store. */
  store?: string | undefined;
}

/** The error of everything under `lib/storage`; `code` is `storage/` and a {@link StorageReason}. */
export class StorageError extends LeaseholdError {
  override readonly name = "StorageError";
  readonly reason: StorageReason;
  readonly cid: CID | undefined;
  readonly store: string | undefined;

  constructor(reason: StorageReason, message: string, options: StorageErrorOptions = {}) {
    super(`storage/${reason}`, message, options);
    this.reason = reason;
    this.cid = options.cid;
    this.store = options.store;
  }
}

export function notFound(cid: CID, store: string): StorageError {
  return new StorageError("not-found", `${store} does not hold block ${cid}.`, { cid, store });
}

/** What a store failed with, as an error of this folder. */
export function asStorageError(error: unknown, { name }: { readonly name: string }): StorageError {
  if (error instanceof StorageError) return error;
  return new StorageError("unavailable", `${name} failed.`, { cause: error, store: name });
}

/** Throws `storage/aborted` if the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(signal);
}

export function aborted(signal: AbortSignal): StorageError {
  return new StorageError("aborted", "The operation was cancelled.", { cause: signal.reason });
}
