import type { OpenedSection } from "../../../lib/sharing/index.ts";
import { sectionName } from "../record/section-name.ts";

type Named = Pick<OpenedSection, "index" | "title">;

/** Sections by name where it is known, else by number; the cover belongs to all and is not named. */
export function sectionNames(sections: readonly number[], known: readonly Named[] = []): string[] {
  return sections
    .filter((it) => it !== 0)
    .map((index) => sectionName(known.find((it) => it.index === index) ?? { index, title: "" }));
}
