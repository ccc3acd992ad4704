import type { Address, Hex } from "viem";
import type { Context } from "../context.ts";
import type { DamagedItem, QueueItem } from "./item.ts";
import { parseQueue, queueAsKept } from "./item.ts";

type Keeping = Pick<Context, "memory">;
type Of = { account: Address };

/** What an account's queue on this device holds, in the order in which it was kept. */
export async function readQueue(
  { memory }: Keeping,
  { account }: Of,
): Promise<(QueueItem | DamagedItem)[]> {
  return parseQueue(await memory.get(keyOf(account)));
}

/** The numbers of records that wait to be created: no other record may have them. */
export async function queuedSalts(of: Keeping, { account }: Of): Promise<Set<number>> {
  const items = await readQueue(of, { account });
  return new Set(items.flatMap((item) => (item.kind === "creation" ? [item.salt] : [])));
}

/** Adds an item at the end. */
export async function appendItem(
  { memory }: Keeping,
  { account, item }: Of & { item: QueueItem },
): Promise<void> {
  await memory.update(keyOf(account), (kept) => queueAsKept([...parseQueue(kept), item]));
}

/** Replaces an item; what comes back as null is dropped. Nothing where it is not there. */
export async function changeItem(
  { memory }: Keeping,
  { account, id, change }: Of & { id: Hex; change: (item: QueueItem) => QueueItem | null },
): Promise<void> {
  await memory.update(keyOf(account), (kept) =>
    queueAsKept(
      parseQueue(kept).flatMap((item) => {
        if (item.id !== id || item.kind === "damaged") return [item];
        return change(item) ?? [];
      }),
    ),
  );
}

/** Puts an item at the end. Nothing where it is not there. */
export async function moveToEnd(
  { memory }: Keeping,
  { account, id }: Of & { id: Hex },
): Promise<void> {
  await memory.update(keyOf(account), (kept) => {
    const items = parseQueue(kept);
    const isMoved = (item: { id: Hex }) => item.id === id;
    return queueAsKept([...items.filter((it) => !isMoved(it)), ...items.filter(isMoved)]);
  });
}

/** Drops an item, also a damaged one. */
export async function dropItem(
  { memory }: Keeping,
  { account, id }: Of & { id: Hex },
): Promise<void> {
  await memory.update(keyOf(account), (kept) =>
    queueAsKept(parseQueue(kept).filter((item) => item.id !== id)),
  );
}

function keyOf(account: Address): string {
  return `queue/${account.toLowerCase()}`;
}
