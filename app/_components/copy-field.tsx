"use client";

import { CopyButton } from "./copy-button.tsx";
import { Field } from "./field.tsx";
import { QrButton } from "./qr-button.tsx";

interface CopyFieldProps {
  label: string;
  hint?: string;
  text: string;
  /** Offers it as a QR code too: what it is called there, and who may see it. */
  qr?: { what: string; note: string };
}

/** A text to hand over, with a button that copies it. */
export function CopyField({ label, hint, text, qr }: CopyFieldProps) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <span className="flex items-center gap-1">
          <input
            {...control}
            readOnly
            className="control mr-1 min-w-0 flex-1 font-mono text-small!"
            value={text}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton text={text} label={`Copy: ${label}`} />
          {qr !== undefined && <QrButton text={text} {...qr} />}
        </span>
      )}
    </Field>
  );
}
