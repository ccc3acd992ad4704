"use client";

import { Field } from "../../_components/field.tsx";

interface PassphraseFieldProps {
  /** Null while there is to be none. */
  value: string | null;
  isChecked: boolean;
  disabled: boolean;
  onChange: (value: string | null) => void;
}

/** Whether a link has a passphrase, and which. */
export function PassphraseField({ value, isChecked, disabled, onChange }: PassphraseFieldProps) {
  return (
    <div className="space-y-3">
      <label className="flex min-h-11 w-fit items-center gap-3">
        <input
          type="checkbox"
          className="size-4.5 shrink-0"
          checked={value !== null}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked ? "" : null)}
        />
        <span className="text-small">
          <span className="font-semibold">Protect it with a passphrase</span>
          <span className="block text-muted">
            For links that may go astray. Send it by another way than the link.
          </span>
        </span>
      </label>
      {value !== null && (
        <Field
          label="Passphrase"
          hint="Several words, or something long: whoever has the link can try as many as they like."
          error={isChecked && value === "" && "Enter a passphrase, or do without one."}
        >
          {(control) => (
            <input
              {...control}
              className="control"
              autoComplete="off"
              spellCheck={false}
              disabled={disabled}
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          )}
        </Field>
      )}
    </div>
  );
}
