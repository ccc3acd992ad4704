"use client";

import { CopyButton } from "./copy-button.tsx";
import { Field } from "./field.tsx";

interface CopyFieldProps {
  label: string;
  hint?: string;
  text: string;
}

/** A text to hand over, with a button that copies it. */
export function CopyField({ label, hint, text }: CopyFieldProps) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <span className="flex items-center gap-2">
          <input
            {...control}
            readOnly
            className="control min-w-0 flex-1 font-mono text-small!"
            value={text}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton text={text} label={`Copy: ${label}`} />
        </span>
      )}
    </Field>
  );
}
