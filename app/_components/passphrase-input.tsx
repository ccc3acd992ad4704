"use client";

import { Eye, EyeOff } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { IconButton } from "./button.tsx";
import { Field } from "./field.tsx";

interface PassphraseInputProps {
  label: string;
  hint?: ReactNode;
  error?: ReactNode;
  /** Tells password managers whether there is one already. */
  autoComplete: "current-password" | "new-password";
  disabled?: boolean;
  value: string;
  onChange: (value: string) => void;
}

/** A passphrase, hidden until the person wants to see it. */
export function PassphraseInput(props: PassphraseInputProps) {
  const { label, hint, error, autoComplete, disabled = false, value, onChange } = props;
  const [isShown, setShown] = useState(false);
  return (
    <Field label={label} {...(hint !== undefined && { hint })} error={error}>
      {(control) => (
        <span className="flex items-center gap-2">
          <input
            {...control}
            type={isShown ? "text" : "password"}
            className="control min-w-0 flex-1"
            autoComplete={autoComplete}
            autoCapitalize="off"
            spellCheck={false}
            disabled={disabled}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <IconButton
            label={isShown ? `Hide: ${label}` : `Show: ${label}`}
            icon={isShown ? EyeOff : Eye}
            onClick={() => setShown(!isShown)}
          />
        </span>
      )}
    </Field>
  );
}
