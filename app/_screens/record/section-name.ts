import type { Lease, OpenedRecord, OpenedSection } from "../../../lib/sharing/index.ts";
import { listNames } from "../../_text/format.ts";

/** The name of a section, also where the lease does not reach the entry that says it. */
export function sectionName({ index, title }: Pick<OpenedSection, "index" | "title">): string {
  return title || `Section ${index}`;
}

/** The sections that a lease covers, by name; the cover belongs to all and is not named. */
export function lentSections(record: OpenedRecord, lease: Pick<Lease, "sections">): string {
  const sections = record.sections.filter(({ index }) => lease.sections.includes(index));
  return sections.length === 0
    ? "Title and description only"
    : listNames(sections.map(sectionName));
}
