"use client";

import { useId } from "react";
import { classNames } from "./class-names.ts";

export interface Choice<V extends string> {
  value: V;
  label: string;
  note?: string;
}

interface ChoicesProps<V extends string> {
  legend: string;
  choices: readonly Choice<V>[];
  value: V;
  disabled?: boolean;
  onChange: (value: V) => void;
}

/** One of a few, shown side by side as cards; radio buttons underneath. */
export function Choices<V extends string>(props: ChoicesProps<V>) {
  const { legend, choices, value, disabled = false, onChange } = props;
  const name = useId();
  return (
    <fieldset disabled={disabled}>
      <legend className="mb-1.5 font-semibold text-small">{legend}</legend>
      <div
        className={classNames(
          "grid gap-2",
          choices.length > 3 && "grid-cols-2 sm:grid-cols-4",
          choices.length === 3 && "sm:grid-cols-3",
          choices.length < 3 && "sm:grid-cols-2",
        )}
      >
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="flex min-h-11 cursor-pointer items-center gap-2.5 rounded-control border border-edge px-3 py-2 text-small transition-colors hover:bg-sunken has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2"
          >
            <input
              type="radio"
              name={name}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              className="size-4 shrink-0 outline-none"
            />
            <span>
              <span className="font-semibold">{choice.label}</span>
              {choice.note !== undefined && (
                <span className="block text-muted text-tiny">{choice.note}</span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
