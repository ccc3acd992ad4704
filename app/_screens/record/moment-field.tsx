"use client";

import { Field } from "../../_components/field.tsx";
import { timeZoneName } from "../../_text/format.ts";
import { fromField } from "./grant-draft.ts";

interface MomentFieldProps {
  label: string;
  /** As the field holds it, in the person's time zone. */
  value: string;
  error?: string | null;
  disabled: boolean;
  onChange: (value: string) => void;
}

/** A moment to the minute, with the time zone that it is meant in on that day. */
export function MomentField({ label, value, error = null, disabled, onChange }: MomentFieldProps) {
  const at = fromField(value);
  const zone = timeZoneName(at === null ? undefined : new Date(at * 1000));
  return (
    <Field label={label} hint={`In your time zone, ${zone}.`} error={error}>
      {(control) => (
        <input
          {...control}
          type="datetime-local"
          className="control"
          disabled={disabled}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
