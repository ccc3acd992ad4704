import type { ReactNode } from "react";
import { useId } from "react";

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with the value; null when nothing is. */
  error?: ReactNode;
  /** Draws the control with these attributes, which tie it to its label, hint and error. */
  children: (control: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": boolean;
  }) => ReactNode;
}

/** A labelled control with its hint and error. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const hasError = error !== undefined && error !== null && error !== false;
  const described = [hint !== undefined && `${id}-hint`, hasError && `${id}-error`];
  const describedBy = described.filter(Boolean).join(" ") || undefined;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-semibold text-small">
        {label}
      </label>
      {children({ id, "aria-describedby": describedBy, "aria-invalid": hasError })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1.5 text-small text-muted">
          {hint}
        </p>
      )}
      {hasError && (
        <p id={`${id}-error`} className="mt-1.5 text-danger text-small">
          {error}
        </p>
      )}
    </div>
  );
}
