import { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import { recordKeyPair } from "../../crypto/record-keys.ts";
import { hasCode, LeaseholdError } from "../../error.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import type { Attempts } from "../records/create-content.ts";
import { createWithContent } from "../records/create-content.ts";
import { publishContent } from "../records/publish-content.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { readHistory } from "../records/snapshot.ts";
import { sendSigned } from "../signed/send-signed.ts";
import { signedState } from "../signed/signed-state.ts";
import { decodeSigned } from "../signed/signed-text.ts";
import type { DrainOutcome } from "./drain.ts";
import { drain } from "./drain.ts";
import type { QueuedCreation, QueuedPublication, QueuedSigned, QueueItem } from "./item.ts";
import { creationPlace, openCreation, openItem } from "./item-seal.ts";
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
  "ledger/record-exists",
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
 * it. What can never be sent as it is stays, marked as stuck with its reason, and holds up what comes
 * later for the same record. The wallet is asked for each.
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
        send: (item, intend) => sendItem(context, account, { item, intend, ...watch }),
        recordOf,
        judge,
      },
      { onItem },
    ),
  );
  if (ran !== null) return ran.value;
  throw new SharingError("sharing/queue-busy", "Another tab is sending what waits.");
}

type Intend = (head: Hex) => Promise<void>;

function sendItem(
  context: Context,
  account: Account,
  { item, ...of }: { item: QueueItem; intend: Intend } & SendWatch,
): Promise<void> {
  switch (item.kind) {
    case "publication":
      return sendPublication(context, account, { item, ...of });
    case "creation":
      return sendCreation(context, account, { item, ...of });
    case "signed":
      return sendMessage(context, account, { item, ...of });
  }
}

function recordOf(item: QueueItem): Hex | null {
  if (item.kind !== "signed") return item.record;
  try {
    return decodeSigned(item.text).content.record;
  } catch (error) {
    if (error instanceof LeaseholdError) return null;
    throw error;
  }
}

async function isDone(context: Context, item: QueueItem, watch: SendWatch): Promise<boolean> {
  const { signal } = watch;
  if (item.kind === "signed") {
    return (await signedState(context, { message: decodeSigned(item.text), signal })) === "sent";
  }
  try {
    const { history } = await readHistory(context, item.record, { signal });
    return hasLanded(item.heads, history);
  } catch (error) {
    if (item.kind === "creation" && hasCode(error, "sharing/no-record")) return false;
    throw error;
  }
}

function hasLanded(heads: readonly Hex[], { publications }: Snapshot["history"]): boolean {
  return publications.some(({ head }) => heads.includes(head));
}

async function sendPublication(
  context: Context,
  account: Account,
  of: { item: QueuedPublication; intend: Intend } & SendWatch,
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

async function sendCreation(
  context: Context,
  account: Account,
  of: { item: QueuedCreation; intend: Intend } & SendWatch,
): Promise<void> {
  const { item, intend, ...watch } = of;
  const { record, salt, sealed } = item;
  const kept = await openCreation(context, account, { place: creationPlace(item), sealed });
  await handOver(context, item, watch);
  const secret = { record: fromHex(record), version: 0, secret: kept.secret };
  const { publicKey } = await recordKeyPair(secret);
  const heads = [...item.heads];
  const attempts: Attempts = {
    // All entries land together, so the first one tells of all.
    async note(sealedEntries) {
      const [first] = sealedEntries;
      if (first === undefined) return;
      await intend(first.head);
      heads.push(first.head);
    },
    landed: async (publications) =>
      publications.find(({ head }) => heads.includes(head))?.head ?? null,
  };
  try {
    await createWithContent(context, account, {
      record,
      salt,
      secret: { secret, block: kept.secretBlock, publicKey },
      contents: kept.contents,
      attempts,
      ...watch,
    });
  } catch (error) {
    // An earlier attempt may have landed after it was looked for.
    if (!hasCode(error, "ledger/record-exists")) throw error;
    if (!(await isDone(context, { ...item, heads }, watch))) throw error;
  }
}

/** Brings an item's blocks from this device to the stores. */
async function handOver(
  { cache, store }: Context,
  { blocks }: QueueItem,
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
  await handOver(context, item, watch);
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
