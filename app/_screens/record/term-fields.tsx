"use client";

import { Choices } from "../../_components/choices.tsx";
import { Field } from "../../_components/field.tsx";
import { timeZoneName } from "../../_text/format.ts";
import type { GrantDraft } from "./grant-draft.ts";

interface TermFieldsProps {
  draft: GrantDraft;
  problem: string | null;
  disabled: boolean;
  onChange: (change: Partial<GrantDraft>) => void;
}

/** From when until when. */
export function TermFields({ draft, problem, disabled, onChange }: TermFieldsProps) {
  const zone = `In your time zone, ${timeZoneName()}.`;
  return (
    <>
      <Choices
        legend="Starts"
        disabled={disabled}
        value={draft.start}
        choices={[
          { value: "now", label: "Now" },
          { value: "at", label: "At a time" },
        ]}
        onChange={(start) => onChange({ start })}
      />
      {draft.start === "at" && (
        <Field label="Start" hint={zone}>
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              className="control"
              disabled={disabled}
              value={draft.startAt}
              onChange={(event) => onChange({ startAt: event.target.value })}
            />
          )}
        </Field>
      )}
      <Choices
        legend="Runs for"
        disabled={disabled}
        value={draft.length}
        choices={[
          { value: "hour", label: "An hour" },
          { value: "day", label: "A day" },
          { value: "fortnight", label: "Two weeks" },
          { value: "until", label: "Until…" },
        ]}
        onChange={(length) => onChange({ length })}
      />
      {draft.length === "until" ? (
        <Field label="End" hint={zone} error={problem}>
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              className="control"
              disabled={disabled}
              value={draft.endAt}
              onChange={(event) => onChange({ endAt: event.target.value })}
            />
          )}
        </Field>
      ) : (
        problem !== null && <p className="text-danger text-small">{problem}</p>
      )}
    </>
  );
}
