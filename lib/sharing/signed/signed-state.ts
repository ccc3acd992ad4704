import type { Hex } from "viem";
import type { LedgerRecord } from "../../ledger/record.ts";
import { readRecord } from "../../ledger/record.ts";
import { isNonceUsed } from "../../ledger/signed-calls.ts";
import { sliceOf } from "../../slice.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { RecordHistory } from "../records/record-history.ts";
import { headOfSection } from "../records/record-history.ts";
import { readHistory } from "../records/snapshot.ts";
import type { SignedMessage } from "./signed-message.ts";

/**
 * `ready` to be sent; `sent`; `cancelled` by its signer; `expired`: its deadline, or the end of the
 * lease that it grants, has passed; `void`: the record moved on, as by a rotation or a revocation,
 * and it can never be sent again.
 */
export type SignedState = "ready" | "sent" | "cancelled" | "expired" | "void";

type Options = { signal?: AbortSignal | undefined };

/**
 * What has become of something signed, by the chain's newest block.
 *
 * @throws SharingError `sharing/other-network`; LedgerError
 */
export async function signedState(
  context: Context,
  { message, signal }: { message: SignedMessage } & Options,
): Promise<SignedState> {
  requireNetwork(context, message);
  const { ledger } = context;
  const { signer, validity } = message;
  const { record } = message.content;
  const [isUsed, present] = await Promise.all([
    isNonceUsed(ledger, { account: signer, nonce: validity.nonce }, { signal }),
    readRecord(ledger, record, { signal }),
  ]);
  if (present === null) return "void";
  const { history, block } = await readHistory(context, record, { signal });
  if (isUsed) return isDone(message, history) ? "sent" : "cancelled";
  if (block.timestamp > validity.deadline) return "expired";
  if (present.closed || !fits(message, present, history)) return "void";
  const slice = sliceOf(block.timestamp);
  const isOver = message.kind === "grant" && message.content.terms.expiresAt <= slice;
  return isOver ? "expired" : "ready";
}

/** @throws SharingError `sharing/other-network` for what was signed for another ledger */
export function requireNetwork({ ledger }: Context, message: SignedMessage): void {
  if (message.chainId === ledger.chainId && sameAddress(message.ledger, ledger.ledger)) return;
  throw new SharingError("sharing/other-network", "This was signed for another network.", {
    details: { chainId: message.chainId, ledger: message.ledger },
  });
}

/** Whether the record's events show what was signed. */
function isDone({ kind, content }: SignedMessage, history: RecordHistory): boolean {
  switch (kind) {
    case "grant":
      return history.leases.some(
        ({ leaf, envelope }) => leaf === content.lease.leaf && envelope === content.lease.envelope,
      );
    case "revocation":
      return hasRotation(history, content.rotation.digest);
    case "publication":
      return content.publications.every(({ newHead }) =>
        history.publications.some(({ head }) => head === newHead),
      );
  }
}

function hasRotation({ rotations }: RecordHistory, digest: Hex | null): boolean {
  return digest === null || rotations.some(({ rotation }) => rotation === digest);
}

/** Whether the record is still as it was when this was signed, as far as the ledger asks. */
function fits(
  { kind, content, signer }: SignedMessage,
  present: LedgerRecord,
  history: RecordHistory,
): boolean {
  const { generation, epoch, revocations, owner } = present;
  switch (kind) {
    case "grant":
      return (
        sameAddress(owner, signer) &&
        content.terms.generation === generation &&
        content.rotation.epoch === epoch &&
        content.revocations === revocations
      );
    case "revocation":
      return (
        sameAddress(owner, signer) &&
        content.generation === generation &&
        content.rotation.epoch === epoch
      );
    case "publication":
      return (
        content.generation === generation &&
        content.publications.every(
          (it) =>
            it.epoch === epoch &&
            it.expectedHead === (headOfSection(history, it.section)?.head ?? null),
        )
      );
  }
}
