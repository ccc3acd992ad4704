"use client";

import type { OpenedRecord } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import type { Choice } from "../../_components/choices.tsx";
import { Choices } from "../../_components/choices.tsx";
import { formatMoment } from "../../_text/format.ts";
import type { GrantDraft } from "./grant-draft.ts";
import { windowProblem } from "./grant-draft.ts";
import type { Included } from "./inclusion.ts";
import { SectionChoice } from "./section-choice.tsx";
import { TermFields } from "./term-fields.tsx";

interface LeaseFieldsProps {
  record: OpenedRecord;
  draft: GrantDraft;
  /** The present one. */
  slice: number;
  /** Whether the holder may be let add entries; a link's cannot. */
  mayWrite?: boolean;
  /** Shows what is missing only once the person wants to go on. */
  isChecked: boolean;
  disabled: boolean;
  onChange: (change: Partial<GrantDraft>) => void;
}

/** What is lent, and for how long. */
export function LeaseFields(props: LeaseFieldsProps) {
  const { record, draft, slice, mayWrite = true, isChecked, disabled, onChange } = props;
  const isEmpty = !record.sections.some(({ index }) => draft.sections.includes(index));
  return (
    <>
      <SectionChoice
        sections={record.sections}
        chosen={draft.sections}
        problem={isChecked && isEmpty ? "Choose at least one section." : null}
        disabled={disabled}
        onChange={(sections) => onChange({ sections })}
      />
      {mayWrite && (
        <Choices
          legend="They may"
          disabled={disabled}
          value={draft.write ? "write" : "read"}
          choices={[
            { value: "read", label: "Read" },
            { value: "write", label: "Read and add entries" },
          ]}
          onChange={(value) => onChange({ write: value === "write" })}
        />
      )}
      <Choices
        legend="What is included"
        disabled={disabled}
        value={draft.included}
        choices={inclusionChoices(draft)}
        onChange={(included) => onChange({ included })}
      />
      <TermFields
        draft={draft}
        problem={windowProblem(draft, slice)}
        disabled={disabled}
        onChange={onChange}
      />
    </>
  );
}

/** A running lease of new entries only can go on as it is. */
function inclusionChoices({ running }: GrantDraft): Choice<Included>[] {
  const since = running?.since ?? 0;
  const before: Choice<Included> = {
    value: "before",
    label: "As now",
    note: `What was added since ${formatMoment(sliceStart(since))}`,
  };
  return [
    { value: "all", label: "Everything", note: "What is there already, and what is added" },
    ...(since > 0 ? [before] : []),
    { value: "new", label: "New entries only", note: "What is added while the lease runs" },
  ];
}
