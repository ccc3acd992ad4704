import { SECTION_LIMIT } from "../../ledger/terms.ts";
import { SharingError } from "../errors.ts";
import { headOfSection } from "./record-history.ts";
import type { Snapshot } from "./snapshot.ts";
import { publishedSections } from "./snapshot.ts";

/** The number of a record's next section. @throws SharingError `sharing/full` */
export function nextSection(snapshot: Snapshot): number {
  const section = Math.max(...publishedSections(snapshot)) + 1;
  if (section < SECTION_LIMIT) return section;
  throw new SharingError("sharing/full", "A record has 128 sections at most.");
}

/**
 * Refuses to add to somebody else's section what was to be a new one.
 *
 * @throws SharingError `sharing/section-taken`
 */
export function requireFree({ history }: Snapshot, section: number): void {
  if (headOfSection(history, section) === null) return;
  throw new SharingError("sharing/section-taken", "Another section has this number by now.");
}
