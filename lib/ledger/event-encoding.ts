import type { Address, Hex } from "viem";
import { encodeAbiParameters, encodeEventTopics, zeroHash } from "viem";
import { ledgerAbi } from "./abi/ledger.ts";
import type { EventKind, LedgerEvent } from "./event.ts";
import { packJournal } from "./journal-word.ts";
import type { Log } from "./log.ts";
import { packRequest } from "./request.ts";
import { packStamp } from "./stamp.ts";
import { packGrant } from "./terms.ts";

const NAMES = {
  created: "RecordCreated",
  published: "Published",
  rotated: "Rotated",
  closed: "Closed",
  granted: "Granted",
  revoked: "Revoked",
  revokedAll: "RevokedAll",
  rootGranted: "RootGranted",
  rootRevoked: "RootRevoked",
  leavesRevoked: "LeavesRevoked",
  accessRequested: "AccessRequested",
  requestWithdrawn: "RequestWithdrawn",
  requestApproved: "RequestApproved",
  requestDeclined: "RequestDeclined",
  offered: "Offered",
  offerWithdrawn: "OfferWithdrawn",
  accepted: "Accepted",
} as const satisfies Record<EventKind, string>;

/**
 * The log that an event was decoded from: what `decodeEvent` reads, for keeping an event outside of
 * the chain.
 */
export function encodeEvent(event: LedgerEvent, { ledger }: { ledger: Address }): Log {
  const eventName = NAMES[event.kind];
  const abi = ledgerAbi.find((it) => it.type === "event" && it.name === eventName);
  const inputs = abi?.type === "event" ? abi.inputs : [];
  const args = argumentsOf(event);
  const plain = inputs.filter(({ indexed }) => !indexed);
  const { blockNumber, blockHash, transactionHash, logIndex } = event;
  return {
    address: ledger.toLowerCase() as Hex,
    topics: encodeEventTopics({ abi: [abi], eventName, args } as never) as Hex[],
    data: encodeAbiParameters(plain, plain.map(({ name }) => args[name]) as never),
    blockNumber,
    blockHash,
    transactionHash,
    logIndex,
  };
}

/** An event's arguments by the contract's names for them. */
function argumentsOf(event: LedgerEvent): Record<string, unknown> {
  const args: Record<string, unknown> = { ...event };
  for (const name of ["journal", "lent", "asked"] as const) {
    const word = event[name];
    if (word !== null) args[name] = packJournal(word);
  }
  switch (event.kind) {
    case "published":
      args.stamp = packStamp(event);
      args.previous = event.previous ?? zeroHash;
      break;
    case "granted":
      args.lease = packGrant(event);
      break;
    case "accessRequested":
      args.request = packRequest(event.request);
      args.note = event.note ?? zeroHash;
      break;
  }
  return args;
}
