"use client";

import type { OpenedSection } from "../../../lib/sharing/index.ts";
import { sectionNames } from "./section-names.ts";

interface SectionPickerProps {
  /** Numbers of all sections. */
  sections: readonly number[];
  known: readonly OpenedSection[];
  chosen: readonly number[];
  problem: string | null;
  disabled: boolean;
  onChange: (chosen: number[]) => void;
}

/** Which sections are asked for: by name where the person may know it, else by number. */
export function SectionPicker(props: SectionPickerProps) {
  const { sections, known, chosen, problem, disabled, onChange } = props;
  return (
    <fieldset disabled={disabled} aria-describedby="picker-note">
      <legend className="mb-1.5 font-semibold text-small">Sections</legend>
      {sections.length === 0 ? (
        <p className="text-muted text-small">This record has no sections yet.</p>
      ) : (
        <div className="divide-y divide-line overflow-hidden rounded-card border border-edge">
          {sections.map((index) => {
            const isChosen = chosen.includes(index);
            return (
              <label
                key={index}
                className="flex min-h-11 cursor-pointer items-center gap-3 px-3.5 py-2 text-small transition-colors hover:bg-sunken has-checked:bg-accent-soft"
              >
                <input
                  type="checkbox"
                  className="size-4.5 shrink-0"
                  checked={isChosen}
                  onChange={() =>
                    onChange(isChosen ? chosen.filter((it) => it !== index) : [...chosen, index])
                  }
                />
                <span className="wrap-anywhere min-w-0 flex-1 font-semibold">
                  {sectionNames([index], known)}
                </span>
              </label>
            );
          })}
        </div>
      )}
      <p id="picker-note" className="mt-1.5 text-muted text-small">
        Names of sections show only to those who may read them. If you do not know the numbers, ask
        the owner, or say in the note what you are looking for.
      </p>
      {problem !== null && <p className="mt-1 text-danger text-small">{problem}</p>}
    </fieldset>
  );
}
