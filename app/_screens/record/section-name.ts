import type { OpenedSection } from "../../../lib/sharing/index.ts";

/** The name of a section, also where the lease does not reach the entry that says it. */
export function sectionName({ index, title }: Pick<OpenedSection, "index" | "title">): string {
  return title || `Section ${index}`;
}
