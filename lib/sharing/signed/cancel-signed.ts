import type { Hex } from "viem";
import type { LedgerCall } from "../../ledger/call.ts";
import { multicall, rotate } from "../../ledger/calls.ts";
import { cancelNonce } from "../../ledger/signed-calls.ts";
import type { Account } from "../account.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import { alongWith, prepareRotation, stayingLeases } from "../leases/rotate.ts";
import type { SendWatch } from "../progress.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { transact } from "../transact.ts";
import { leaseOf } from "./signed-leases.ts";
import { forgetSigned } from "./signed-memory.ts";
import type { SignedMessage } from "./signed-message.ts";
import { requireNetwork } from "./signed-state.ts";

/**
 * Cancels what the account signed, so that nobody can send it any more: one transaction. Whoever got
 * a signed lease has its keys, so the record's keys change with it, which voids other signed leases
 * of that record.
 *
 * @throws SharingError `sharing/not-owner` for what another account signed, `sharing/other-network`;
 *   LedgerError; StorageError; the signal's reason until the transaction was sent
 */
export async function cancelSigned(
  context: Context,
  account: Account,
  { messages, ...watch }: { messages: readonly SignedMessage[] } & SendWatch,
): Promise<void> {
  for (const message of messages) {
    requireNetwork(context, message);
    if (!sameAddress(message.signer, account.address)) {
      throw new SharingError("sharing/not-owner", "Only its signer can cancel this.");
    }
  }
  if (messages.length === 0) return;
  const records = new Set(messages.map(({ content }) => content.record));
  const prepare = async () => {
    const calls = messages.map(({ validity }) => cancelNonce(context.ledger, validity));
    for (const record of records) {
      const rotation = await rotationOf(context, account, { record, messages, ...watch });
      if (rotation !== null) calls.push(rotation);
    }
    const [only] = calls;
    const call = calls.length === 1 && only ? only : multicall(context.ledger, calls);
    return { call };
  };
  await transact(context, account, { prepare, ...watch });
  await forgetSigned(context, { messages });
}

/** The rotation that closes the record to those whose signed leases are cancelled, if they hold keys. */
async function rotationOf(
  context: Context,
  account: Account,
  of: { record: Hex; messages: readonly SignedMessage[] } & SendWatch,
): Promise<LedgerCall | null> {
  const { record, messages, signal } = of;
  const snapshot = await takeSnapshot(context, record, { signal });
  const { history, time } = snapshot;
  if (history.closed || !sameAddress(history.owner, account.address)) return null;
  const isGranted = new Set(history.leases.map(({ envelope }) => envelope));
  // They may have been signed on another device.
  const handedOut = messages
    .filter((it) => it.kind === "grant")
    .filter(({ content }) => content.record === record && !isGranted.has(content.lease.envelope))
    .map((message) => leaseOf(message, history, { time }));
  const sections = alongWith([], { ...snapshot, handedOut });
  if (sections.length === 0) return null;
  const { argument } = await prepareRotation(context, account, {
    snapshot,
    sections,
    staying: stayingLeases(snapshot),
    signal,
  });
  return rotate(context.ledger, { record, rotation: argument });
}
