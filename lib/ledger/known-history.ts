import { z } from "zod/mini";
import type { ChainBlock } from "./block.ts";
import type { JournalEntry } from "./journal.ts";
import { advanceJournal, emptyJournal, sameJournal } from "./journal-word.ts";

const hash = z.string().check(z.regex(/^0x[0-9a-f]{64}$/));

const eventsSchema = z.array(
  z.looseObject({
    kind: z.string(),
    number: z.int(),
    prior: z.object({ count: z.int(), blocks: z.array(z.bigint()) }),
    blockNumber: z.bigint(),
    blockHash: hash,
    transactionHash: hash,
    logIndex: z.int(),
  }),
);

/**
 * Events that were kept from an earlier read; none where they are not a journal's from its first on,
 * each leading to the next. Whether their blocks are still in the chain is for the next read to find.
 */
export function knownHistory<E extends JournalEntry>(kept: unknown): readonly E[] {
  const parsed = z.safeParse(eventsSchema, kept);
  if (!parsed.success) return [];
  let prior = emptyJournal;
  for (const event of parsed.data) {
    if (event.number !== prior.count + 1 || !sameJournal(event.prior, prior)) return [];
    prior = advanceJournal(event.prior, event.blockNumber);
  }
  return kept as readonly E[];
}

/** What a journal was found to hold at a block. */
export interface JournalReading {
  readonly events: readonly JournalEntry[];
  readonly count: number;
  readonly block: ChainBlock;
}

/**
 * Whether two readings of one journal can come from one chain: what both have must be the same, and
 * neither lacks an event that it should have by the block it was read at.
 */
export function agreesWith(a: JournalReading, b: JournalReading): boolean {
  if (a.block.number === b.block.number && a.block.hash !== b.block.hash) return false;
  return covers(a, b) && covers(b, a);
}

/** Whether `other` has each event of `one` that it can have, just as it is there. */
function covers(one: JournalReading, other: JournalReading): boolean {
  const first = other.events[0]?.number ?? other.count + 1;
  const numbered = new Map(other.events.map((event) => [event.number, event]));
  return one.events.every((event) => {
    const same = numbered.get(event.number);
    if (same !== undefined) return same === event || textOf(same) === textOf(event);
    // It may have come after the other's block, or before what was asked of it.
    return event.blockNumber > other.block.number || event.number < first;
  });
}

function textOf(event: JournalEntry): string {
  const sorted = Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(sorted, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
}
