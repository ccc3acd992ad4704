import type { Address, Hex } from "viem";
import { readRequest } from "../../ledger/grant.ts";
import { recordHistory } from "../../ledger/history.ts";
import type { Request } from "../../ledger/request.ts";
import { mapInOrder } from "../../storage/pool.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import { askedRecords } from "./asked-memory.ts";

/** Records looked up at a time. */
const IN_FLIGHT = 8;

/** What became of a request; `gone` if it was neither answered nor is there any more. */
export type RequestState = "pending" | "approved" | "declined" | "gone";

/** What an account asked of a record. */
export interface OwnRequest {
  record: Hex;
  state: RequestState;
  /** What is asked, while it is pending. */
  request: {
    sections: readonly number[];
    write: boolean;
    duration: number;
    askedAt: number;
  } | null;
}

type Options = { signal?: AbortSignal | undefined };

/**
 * What an account asked on this device and has not withdrawn, the newest first.
 *
 * @throws LedgerError
 */
export async function listOwnRequests(
  context: Context,
  { account, signal }: { account: Address } & Options,
): Promise<OwnRequest[]> {
  const records = await askedRecords(context, { account });
  const listed: OwnRequest[] = [];
  const work = (record: Hex) => ownRequest(context, { account, record, signal });
  for await (const one of mapInOrder(records, { limit: IN_FLIGHT, work })) listed.push(one);
  return listed;
}

/**
 * What an account asks of a record, or how that was last answered.
 *
 * @throws LedgerError
 */
export async function ownRequest(
  { ledger }: Context,
  { account, record, signal }: { account: Address; record: Hex } & Options,
): Promise<OwnRequest> {
  const request = await readRequest(ledger, { record, account }, { signal });
  if (request !== null) return { record, state: "pending", request: termsOf(request) };
  const { events } = await recordHistory(ledger, record, { signal });
  const answer = events.findLast(
    (event) =>
      (event.kind === "requestApproved" || event.kind === "requestDeclined") &&
      sameAddress(event.account, account),
  );
  const state =
    answer === undefined ? "gone" : answer.kind === "requestApproved" ? "approved" : "declined";
  return { record, state, request: null };
}

function termsOf({ sections, rights, duration, askedAt }: Request): OwnRequest["request"] {
  return { sections, write: rights.write, duration, askedAt };
}
