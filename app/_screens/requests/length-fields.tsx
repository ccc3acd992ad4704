"use client";

import { Choices } from "../../_components/choices.tsx";
import { Field } from "../../_components/field.tsx";
import { LengthChoice } from "../record/length-choice.tsx";
import type { RequestDraft } from "./request-draft.ts";
import { minutesOf } from "./request-draft.ts";

interface LengthFieldsProps {
  draft: RequestDraft;
  disabled: boolean;
  onChange: (change: Partial<RequestDraft>) => void;
}

/** For how long is asked. */
export function LengthFields({ draft, disabled, onChange }: LengthFieldsProps) {
  const problem = minutesOf(draft) === null && "Enter a whole number, at least 1.";
  return (
    <>
      <LengthChoice
        legend="For"
        disabled={disabled}
        value={draft.length}
        other={{ value: "other", label: "Other…" }}
        onChange={(length) => onChange({ length })}
      />
      {draft.length === "other" && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="How many" error={problem}>
            {(control) => (
              <input
                {...control}
                className="control"
                inputMode="numeric"
                autoComplete="off"
                disabled={disabled}
                value={draft.amount}
                onChange={(event) => onChange({ amount: event.target.value })}
              />
            )}
          </Field>
          <Choices
            legend="Counted in"
            disabled={disabled}
            value={draft.unit}
            choices={[
              { value: "hours", label: "Hours" },
              { value: "days", label: "Days" },
            ]}
            onChange={(unit) => onChange({ unit })}
          />
        </div>
      )}
    </>
  );
}
