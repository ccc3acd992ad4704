import { CID } from "multiformats/cid";
import type { Address, Hex } from "viem";
import { toHex } from "../../bytes.ts";
import { platformRandom } from "../../crypto/random.ts";
import { LeaseholdError } from "../../error.ts";
import type { Reader } from "../account.ts";
import type { Context } from "../context.ts";
import type { SignedMessage } from "../signed/signed-message.ts";
import { decodeSigned, encodeSigned } from "../signed/signed-text.ts";
import type { DamagedItem, QueueItem } from "./item.ts";
import { newItem } from "./item.ts";
import type { QueueLabel } from "./item-seal.ts";
import { creationPlace, openCreation, openItem } from "./item-seal.ts";
import { appendItem, changeItem, dropItem, moveToEnd, readQueue } from "./queue-store.ts";

/** Something that waits on this device. */
export type Queued =
  | { readonly item: DamagedItem }
  | {
      readonly item: Extract<QueueItem, { kind: "publication" | "creation" }>;
      /** What it is called; null where the reader is not its author, or it is damaged. */
      readonly label: QueueLabel | null;
    }
  | {
      readonly item: Extract<QueueItem, { kind: "signed" }>;
      /** Null where its text is damaged. */
      readonly message: SignedMessage | null;
    };

/** How many items wait on this device for an account: to be sent, and stuck or damaged. */
export async function countQueue(
  context: Context,
  { account }: { account: Address },
): Promise<{ waiting: number; stuck: number }> {
  const items = await readQueue(context, { account });
  const waiting = items.filter((it) => it.kind !== "damaged" && it.state === "waiting").length;
  return { waiting, stuck: items.length - waiting };
}

/** What waits on this device for an account, in the order in which it is sent. */
export async function listQueue(context: Context, reader: Reader): Promise<Queued[]> {
  const items = await readQueue(context, { account: reader.address });
  return Promise.all(items.map((item) => describe(context, reader, item)));
}

async function describe(
  context: Context,
  reader: Reader,
  item: QueueItem | DamagedItem,
): Promise<Queued> {
  switch (item.kind) {
    case "damaged":
      return { item };
    case "signed":
      return { item, message: attempt(() => decodeSigned(item.text)) };
    case "publication":
    case "creation": {
      const opened =
        item.kind === "publication"
          ? openItem(context, reader, { place: item, sealed: item.sealed })
          : openCreation(context, reader, { place: creationPlace(item), sealed: item.sealed });
      const label = await opened.then(
        (it) => it.label,
        (error: unknown) => {
          if (error instanceof LeaseholdError) return null;
          throw error;
        },
      );
      return { item, label };
    }
  }
}

/** Keeps something signed on this device until it is sent (`sendQueue`), at its account's cost. */
export async function keepSigned(
  context: Context,
  { account, message }: { account: Address; message: SignedMessage },
): Promise<{ id: Hex }> {
  const id = toHex(platformRandom(32));
  const text = encodeSigned(message);
  await appendItem(context, {
    account,
    item: { kind: "signed", ...newItem(id), text, blocks: [], size: 0 },
  });
  return { id };
}

/**
 * Removes an item for good, with its blocks on this device where it was never sent. What was sent
 * and has not landed yet may still do so.
 */
export async function removeQueued(
  context: Context,
  { account, id }: { account: Address; id: Hex },
): Promise<void> {
  const item = (await readQueue(context, { account })).find((it) => it.id === id);
  await dropItem(context, { account, id });
  // What was signed stays good, and among what was signed here: it keeps its blocks.
  if (item === undefined || item.kind === "damaged" || item.kind === "signed") return;
  if (item.heads.length > 0) return;
  for (const text of item.blocks) {
    const cid = attempt(() => CID.parse(text));
    if (cid !== null) await context.cache?.delete(cid).catch(() => undefined);
  }
}

/** Has a stuck item wait again: what kept it may have changed, as by another lease. */
export function retryQueued(
  context: Context,
  { account, id }: { account: Address; id: Hex },
): Promise<void> {
  const change = (item: QueueItem): QueueItem => ({ ...item, state: "waiting", reason: null });
  return changeItem(context, { account, id, change });
}

/** Has a stuck item wait behind all others, so that it holds up none. */
export async function postponeQueued(
  context: Context,
  of: { account: Address; id: Hex },
): Promise<void> {
  await moveToEnd(context, of);
  await retryQueued(context, of);
}

/** The blocks of what waits on this device for an account: nobody else may hold them. */
export async function queuedBlocks(
  context: Pick<Context, "memory">,
  { account }: { account: Address },
): Promise<CID[]> {
  const items = await readQueue(context, { account });
  const texts = items.flatMap((item) => (item.kind === "damaged" ? [] : item.blocks));
  return texts.flatMap((text) => attempt(() => CID.parse(text)) ?? []);
}

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
