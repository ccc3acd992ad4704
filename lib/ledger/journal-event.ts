import type { LedgerEvent } from "./event.ts";
import type { JournalEntry } from "./journal.ts";

/** An event with its number in the journal that was asked for, and that journal before it. */
export type JournalEvent = LedgerEvent & JournalEntry;
