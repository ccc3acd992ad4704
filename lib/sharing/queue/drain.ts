import type { Hex } from "viem";
import type { DamagedItem, QueueItem } from "./item.ts";

/** What sending a queue needs of the world. */
export interface DrainPorts {
  /** What is kept, in order. */
  read(): Promise<readonly (QueueItem | DamagedItem)[]>;
  /** Replaces an item as one durable step; null drops it. */
  change(id: Hex, change: (item: QueueItem) => QueueItem | null): Promise<void>;
  /** Whether an earlier attempt has had its effect. Asked only where there may have been one. */
  isDone(item: QueueItem): Promise<boolean>;
  /**
   * Sends an item, and is done when its effect is in the ledger. It calls `intend` before anything
   * leaves the device that may have that effect, and goes on only when that is done.
   */
  send(item: QueueItem, intend: (head: Hex) => Promise<void>): Promise<void>;
  /** The record that an item is about; null where that cannot be told. */
  recordOf(item: QueueItem): Hex | null;
  /** The code of a failure, and whether the item can never be sent as it is. */
  judge(error: unknown): { code: string; isFinal: boolean };
}

/** How many items went, how many turned out never to go, and how many wait behind such a one. */
export interface DrainOutcome {
  readonly sent: number;
  readonly stuck: number;
  readonly held: number;
}

/**
 * Sends what waits, in order, each exactly once: what an attempt may lead to is written down before
 * it is made, and after a crash or a failure the ledger is asked whether it did before the next.
 * The first failure that may pass ends it: what comes later must not overtake. What can never be sent
 * holds up what comes later for the same record, until somebody tries it again, moves it to the end or
 * removes it. Only one may run at a time.
 *
 * @throws what `send` and `isDone` throw, unless it is final for the item
 */
export async function drain(
  { read, change, isDone, send, recordOf, judge }: DrainPorts,
  { onItem }: { onItem?: ((item: QueueItem) => void) | undefined } = {},
): Promise<DrainOutcome> {
  const outcome = { sent: 0, stuck: 0, held: 0 };
  const heldUp = new Set<Hex | null>();
  for (const found of await read()) {
    if (found.kind === "damaged") continue;
    const record = recordOf(found);
    if (found.state === "stuck") {
      heldUp.add(record);
      continue;
    }
    // It may have been removed by hand meanwhile.
    const item = (await read()).find(({ id }) => id === found.id);
    if (item === undefined || item.kind === "damaged") continue;
    if (record !== null && heldUp.has(record)) {
      outcome.held++;
      continue;
    }
    onItem?.(item);
    try {
      if (!(mayBeDone(item) && (await isDone(item)))) {
        await send(item, (head) => change(item.id, (present) => withHead(present, head)));
      }
      await change(item.id, () => null);
      outcome.sent++;
    } catch (error) {
      const { code, isFinal } = judge(error);
      if (!isFinal) {
        await change(item.id, (present) => ({ ...present, reason: code }));
        throw error;
      }
      await change(item.id, (present) => ({ ...present, state: "stuck", reason: code }));
      heldUp.add(record);
      outcome.stuck++;
    }
  }
  return outcome;
}

function mayBeDone(item: QueueItem): boolean {
  return item.kind === "signed" || item.heads.length > 0;
}

function withHead(item: QueueItem, head: Hex): QueueItem {
  if (item.kind === "signed" || item.heads.includes(head)) return item;
  return { ...item, heads: [...item.heads, head] };
}
