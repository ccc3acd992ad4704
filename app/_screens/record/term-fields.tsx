"use client";

import { Choices } from "../../_components/choices.tsx";
import type { GrantDraft } from "./grant-draft.ts";
import { LengthChoice } from "./length-choice.tsx";
import { MomentField } from "./moment-field.tsx";

interface TermFieldsProps {
  draft: GrantDraft;
  problem: string | null;
  disabled: boolean;
  onChange: (change: Partial<GrantDraft>) => void;
}

/** From when until when. */
export function TermFields({ draft, problem, disabled, onChange }: TermFieldsProps) {
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
        <MomentField
          label="Start"
          disabled={disabled}
          value={draft.startAt}
          onChange={(startAt) => onChange({ startAt })}
        />
      )}
      <LengthChoice
        legend="Runs for"
        disabled={disabled}
        value={draft.length}
        other={{ value: "until", label: "Until…" }}
        onChange={(length) => onChange({ length })}
      />
      {draft.length === "until" ? (
        <MomentField
          label="End"
          error={problem}
          disabled={disabled}
          value={draft.endAt}
          onChange={(endAt) => onChange({ endAt })}
        />
      ) : (
        problem !== null && <p className="text-danger text-small">{problem}</p>
      )}
    </>
  );
}
