"use client";

import type { OpenedSection } from "../../../lib/sharing/index.ts";
import { count } from "../../_text/format.ts";
import { sectionName } from "./section-name.ts";

interface SectionChoiceProps {
  sections: readonly OpenedSection[];
  chosen: readonly number[];
  problem: string | null;
  disabled: boolean;
  onChange: (chosen: number[]) => void;
}

/** Which sections are lent. */
export function SectionChoice(props: SectionChoiceProps) {
  const { sections, chosen, problem, disabled, onChange } = props;
  return (
    <fieldset disabled={disabled} aria-describedby="sections-note">
      <legend className="mb-1.5 font-semibold text-small">Sections</legend>
      <div className="divide-y divide-line overflow-hidden rounded-card border border-edge">
        {sections.map((section) => {
          const isChosen = chosen.includes(section.index);
          return (
            <label
              key={section.index}
              className="flex min-h-11 cursor-pointer items-center gap-3 px-3.5 py-2 text-small transition-colors hover:bg-sunken has-checked:bg-accent-soft"
            >
              <input
                type="checkbox"
                className="size-4.5 shrink-0"
                checked={isChosen}
                onChange={() =>
                  onChange(
                    isChosen
                      ? chosen.filter((it) => it !== section.index)
                      : [...chosen, section.index],
                  )
                }
              />
              <span className="wrap-anywhere min-w-0 flex-1 font-semibold">
                {sectionName(section)}
              </span>
              <span className="shrink-0 text-muted">
                {count(section.entries.length + section.older, "entry", "entries")}
              </span>
            </label>
          );
        })}
      </div>
      <p id="sections-note" className="mt-1.5 text-muted text-small">
        The record&rsquo;s title and description belong to every lease. Nothing else shows, not even
        the names of other sections.
      </p>
      {problem !== null && <p className="mt-1 text-danger text-small">{problem}</p>}
    </fieldset>
  );
}
