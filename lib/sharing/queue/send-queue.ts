import { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { hasCode, LeaseholdError } from "../../error.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import { publishContent } from "../records/publish-content.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { readHistory } from "../records/snapshot.ts";
import { sendSigned } from "../signed/send-signed.ts";
import { signedState } from "../signed/signed-state.ts";
import { decodeSigned } from "../signed/signed-text.ts";
import type { DrainOutcome } from "./drain.ts";
import { drain } from "./drain.ts";
import type { QueuedPublication, QueuedSigned, QueueItem } from "./item.ts";
import { openItem } from "./item-seal.ts";
import type { Locks } from "./locks.ts";
import { platformLocks } from "./locks.ts";
import { changeItem, readQueue } from "./queue-store.ts";

/** What no waiting mends. */
const FINAL = [
  "sharing/no-record",
  "sharing/no-lease",
  "sharing/expired",
  "sharing/revoked",
  "sharing/closed",
  "sharing/not-writer",
  "sharing/void",
  "sharing/malformed",
  "sharing/other-network",
  "sharing/queue-lost",
  "ledger/record-closed",
  "ledger/signature-expired",
  "ledger/signature-invalid",
  "crypto/tampered",
  "crypto/malformed",
] as const;

export interface SendQueueOptions extends SendWatch {
  /** Called when an item's turn comes. */
  onItem?: ((item: QueueItem) => void) | undefined;
  /** Default: the browser's. */
  locks?: Locks | undefined;
}

/**
 * Sends what waits on this device, in order, each exactly once, also after a crash in the middle of
 * it. What can never be sent as it is stays, marked as stuck with its reason. The wallet is asked for
 * each entry.
 *
 * @throws SharingError `sharing/queue-busy` if another tab is at it; whatever ends the first item
 *   that may yet be sent: LedgerError, StorageError, what `review` rejects with, the signal's reason
 */
export async function sendQueue(
  context: Context,
  account: Account,
  { onItem, locks = platformLocks, ...watch }: SendQueueOptions = {},
): Promise<DrainOutcome> {
  const { address } = account;
  const of = { account: address };
  const name = `leasehold-queue-${context.ledger.chainId}-${address.toLowerCase()}`;
  const ran = await locks.tryLock(name, () =>
    drain(
      {
        read: () => readQueue(context, of),
        change: (id, change) => changeItem(context, { ...of, id, change }),
        isDone: (item) => isDone(context, item, watch),
        send: (item, intend) =>
          item.kind === "publication"
            ? sendPublication(context, account, { item, intend, ...watch })
            : sendMessage(context, account, { item, ...watch }),
        judge,
      },
      { onItem },
    ),
  );
  if (ran !== null) return ran.value;
  throw new SharingError("sharing/queue-busy", "Another tab is sending what waits.");
}

async function isDone(context: Context, item: QueueItem, watch: SendWatch): Promise<boolean> {
  const { signal } = watch;
  if (item.kind === "signed") {
    return (await signedState(context, { message: decodeSigned(item.text), signal })) === "sent";
  }
  const { history } = await readHistory(context, item.record, { signal });
  return hasLanded(item.heads, history);
}

function hasLanded(heads: readonly Hex[], { publications }: Snapshot["history"]): boolean {
  return publications.some(({ head }) => heads.includes(head));
}

async function sendPublication(
  context: Context,
  account: Account,
  of: { item: QueuedPublication; intend: (head: Hex) => Promise<void> } & SendWatch,
): Promise<void> {
  const { item, intend, ...watch } = of;
  const { record, section, sealed } = item;
  const { content } = await openItem(context, account, { place: item, sealed });
  await handOver(context, item, watch);
  const heads = [...item.heads];
  // Each time it is sealed anew, as after somebody else's entry, an earlier attempt may have landed:
  // the ledger takes one of them at most, as all would follow the same entry.
  const beforeSend = async ({ head, snapshot }: { head: Hex; snapshot: Snapshot }) => {
    if (hasLanded(heads, snapshot.history)) {
      throw new SharingError("sharing/already-there", "An earlier attempt has done it.");
    }
    await intend(head);
    heads.push(head);
    return null;
  };
  try {
    await publishContent(context, account, { record, section, content, beforeSend, ...watch });
  } catch (error) {
    if (!hasCode(error, "sharing/already-there")) throw error;
  }
}

/** Brings an entry's blocks from this device to the stores. */
async function handOver(
  { cache, store }: Context,
  { blocks }: QueuedPublication,
  { signal, onProgress }: SendWatch,
): Promise<void> {
  onProgress?.({ step: "prepare" });
  for (const text of blocks) {
    signal?.throwIfAborted();
    const cid = CID.parse(text);
    let bytes: Uint8Array;
    try {
      bytes = await (cache ?? store).get(cid, { signal });
    } catch (cause) {
      const isGone = hasCode(cause, "storage/not-found") || hasCode(cause, "storage/wrong-block");
      if (!isGone) throw cause;
      // An earlier attempt may have brought it where it is needed.
      if (await store.has(cid, { signal })) continue;
      throw new SharingError("sharing/queue-lost", "A part of this is gone.", { cause });
    }
    await store.put({ cid, bytes }, { signal });
  }
}

async function sendMessage(
  context: Context,
  account: Account,
  { item, ...watch }: { item: QueuedSigned } & SendWatch,
): Promise<void> {
  const message = decodeSigned(item.text);
  const { signal } = watch;
  switch (await signedState(context, { message, signal })) {
    case "sent":
      return;
    case "ready":
      break;
    case "expired":
      throw new SharingError("sharing/void", "What was signed has run out.");
    default:
      throw new SharingError("sharing/void", "What was signed is good no more.");
  }
  try {
    await sendSigned(context, account, { message, ...watch });
  } catch (error) {
    // Somebody else has sent it meanwhile, or an earlier attempt has landed.
    const isUsed = hasCode(error, "ledger/nonce-used");
    if (!isUsed || (await signedState(context, { message, signal })) !== "sent") throw error;
  }
}

function judge(error: unknown): { code: string; isFinal: boolean } {
  const code = error instanceof LeaseholdError ? error.code : "unknown";
  return { code, isFinal: FINAL.some((final) => hasCode(error, final)) };
}
