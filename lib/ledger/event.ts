import type { Address, Hash, Hex } from "viem";
import type { JournalWord } from "./journal-word.ts";
import type { Request } from "./request.ts";
import type { Terms } from "./terms.ts";

/** Where an event stands in the chain, and in the journals that count it. */
export interface EventPlace {
  readonly blockNumber: bigint;
  readonly blockHash: Hash;
  readonly transactionHash: Hash;
  /** Index in the block. */
  readonly logIndex: number;
  /** The record's journal before this event; null where it does not belong to it. */
  readonly journal: JournalWord | null;
  /** The journal 'lent to me' of `account` before this event; null where it does not belong to it. */
  readonly lent: JournalWord | null;
  /** The journal 'asked of me' of `owner` before this event; null where it does not belong to it. */
  readonly asked: JournalWord | null;
}

/** What an event says; `ILedgerEvents.sol` says what each means. */
export type EventContent =
  | {
      readonly kind: "created";
      readonly record: Hex;
      readonly owner: Address;
      readonly salt: Hex;
    }
  | {
      readonly kind: "published";
      readonly record: Hex;
      readonly author: Address;
      readonly section: number;
      /** The slice and the epoch that the entry is sealed under. */
      readonly slice: number;
      readonly epoch: number;
      /** Digest of the entry block. */
      readonly head: Hex;
      /** The section's head before; null for its first entry. */
      readonly previous: Hex | null;
    }
  | {
      readonly kind: "rotated";
      readonly record: Hex;
      readonly epoch: number;
      readonly slice: number;
      /** Digest of the rotation block. */
      readonly rotation: Hex;
    }
  | { readonly kind: "closed"; readonly record: Hex }
  | {
      readonly kind: "granted";
      readonly record: Hex;
      readonly account: Address;
      readonly terms: Terms;
      readonly leaf: number;
      /** Digest of the envelope block. */
      readonly envelope: Hex;
    }
  | { readonly kind: "revoked"; readonly record: Hex; readonly account: Address }
  | { readonly kind: "revokedAll"; readonly record: Hex; readonly generation: number }
  | { readonly kind: "rootGranted"; readonly record: Hex; readonly root: Hex; readonly list: Hex }
  | { readonly kind: "rootRevoked"; readonly record: Hex; readonly root: Hex }
  | { readonly kind: "leavesRevoked"; readonly record: Hex; readonly leaves: readonly number[] }
  | {
      readonly kind: "accessRequested";
      readonly record: Hex;
      readonly account: Address;
      readonly owner: Address;
      readonly request: Request;
      /** Digest of the note block; null for none. */
      readonly note: Hex | null;
    }
  | {
      readonly kind: "requestWithdrawn";
      readonly record: Hex;
      readonly account: Address;
      readonly owner: Address;
    }
  | { readonly kind: "requestApproved"; readonly record: Hex; readonly account: Address }
  | { readonly kind: "requestDeclined"; readonly record: Hex; readonly account: Address }
  | {
      readonly kind: "offered";
      readonly record: Hex;
      readonly account: Address;
      /** Digest of the block that hands the record's secret over. */
      readonly handover: Hex;
    }
  | { readonly kind: "offerWithdrawn"; readonly record: Hex; readonly account: Address }
  | {
      readonly kind: "accepted";
      readonly record: Hex;
      readonly owner: Address;
      readonly previousOwner: Address;
      readonly generation: number;
    };

/** An event of the ledger, decoded: plain data that a structured clone keeps. */
export type LedgerEvent = EventPlace & EventContent;

export type EventKind = EventContent["kind"];

/** The events of one kind. */
export type EventOf<kind extends EventKind> = Extract<LedgerEvent, { readonly kind: kind }>;
