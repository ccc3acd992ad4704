import type { AbiEvent, DecodeEventLogReturnType, Hex } from "viem";
import { toEventSelector, zeroHash } from "viem";
import { ledgerAbi } from "./abi/ledger.ts";
import type { EventContent, LedgerEvent } from "./event.ts";
import { unpackJournal } from "./journal-word.ts";
import type { Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";
import { decodeArguments, foreignEvent } from "./log.ts";
import { unpackRequest } from "./request.ts";
import { unpackStamp } from "./stamp.ts";
import { unpackGrant } from "./terms.ts";

type DecodedLog = Exclude<
  DecodeEventLogReturnType<typeof ledgerAbi>,
  { readonly eventName: "NoncesCancelled" }
>;

/**
 * Decodes a log of the ledger. Addresses come back in their checksummed form (EIP-55).
 *
 * @throws LedgerError `ledger/foreign-event` for a log of another contract, an event that the
 * ledger does not have, and words that it cannot have written
 */
export function decodeEvent(log: Log, { ledger }: Pick<Ledger, "ledger">): LedgerEvent {
  const event = eventsBySelector().get(log.topics[0] as Hex);
  if (event === undefined || log.address.toLowerCase() !== ledger.toLowerCase())
    throw foreignEvent();
  const args = decodeArguments(event, log);
  const { blockNumber, blockHash, transactionHash, logIndex } = log;
  try {
    return {
      ...contentOf({ eventName: event.name, args } as unknown as DecodedLog),
      blockNumber,
      blockHash,
      transactionHash,
      logIndex,
      journal: "journal" in args ? unpackJournal(args.journal as bigint) : null,
      lent: "lent" in args ? unpackJournal(args.lent as bigint) : null,
      asked: "asked" in args ? unpackJournal(args.asked as bigint) : null,
    };
  } catch (error) {
    throw foreignEvent(error);
  }
}

function contentOf({ eventName, args }: DecodedLog): EventContent {
  switch (eventName) {
    case "RecordCreated":
      return { kind: "created", record: args.record, owner: args.owner, salt: args.salt };
    case "Published": {
      const { record, author, head } = args;
      const { section, slice, epoch } = unpackStamp(args.stamp);
      const previous = nullIfZero(args.previous);
      return { kind: "published", record, author, section, slice, epoch, head, previous };
    }
    case "Rotated": {
      const { record, epoch, slice, rotation } = args;
      return { kind: "rotated", record, epoch, slice, rotation };
    }
    case "Closed":
      return { kind: "closed", record: args.record };
    case "Granted": {
      const { record, account, envelope } = args;
      const grant = unpackGrant(args.lease);
      if (grant === null) throw foreignEvent();
      return { kind: "granted", record, account, ...grant, envelope };
    }
    case "Revoked":
      return { kind: "revoked", record: args.record, account: args.account };
    case "RevokedAll":
      return { kind: "revokedAll", record: args.record, generation: args.generation };
    case "RootGranted":
      return { kind: "rootGranted", record: args.record, root: args.root, list: args.list };
    case "RootRevoked":
      return { kind: "rootRevoked", record: args.record, root: args.root };
    case "LeavesRevoked":
      return { kind: "leavesRevoked", record: args.record, leaves: args.leaves };
    case "AccessRequested": {
      const { record, account, owner } = args;
      const request = unpackRequest(args.request);
      if (request === null) throw foreignEvent();
      const note = nullIfZero(args.note);
      return { kind: "accessRequested", record, account, owner, request, note };
    }
    case "RequestWithdrawn": {
      const { record, account, owner } = args;
      return { kind: "requestWithdrawn", record, account, owner };
    }
    case "RequestApproved":
      return { kind: "requestApproved", record: args.record, account: args.account };
    case "RequestDeclined":
      return { kind: "requestDeclined", record: args.record, account: args.account };
    case "Offered":
      return {
        kind: "offered",
        record: args.record,
        account: args.account,
        handover: args.handover,
      };
    case "OfferWithdrawn":
      return { kind: "offerWithdrawn", record: args.record, account: args.account };
    case "Accepted": {
      const { record, owner, previousOwner, generation } = args;
      return { kind: "accepted", record, owner, previousOwner, generation };
    }
    default:
      throw foreignEvent();
  }
}

function nullIfZero(digest: Hex): Hex | null {
  return digest === zeroHash ? null : digest;
}

let bySelector: ReadonlyMap<Hex, AbiEvent> | undefined;

function eventsBySelector(): ReadonlyMap<Hex, AbiEvent> {
  bySelector ??= new Map(
    ledgerAbi
      .filter((item) => item.type === "event")
      .map((event) => [toEventSelector(event), event]),
  );
  return bySelector;
}
