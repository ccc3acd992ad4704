"use client";

import { useId } from "react";
import { classNames } from "./class-names.ts";

interface SegmentsProps<V extends string> {
  legend: string;
  options: readonly { value: V; label: string }[];
  /** Null where none of them is the case. */
  value: V | null;
  onChange: (value: V) => void;
}

/** One of a few ways to look at something, small and side by side; radio buttons underneath. */
export function Segments<V extends string>({ legend, options, value, onChange }: SegmentsProps<V>) {
  const name = useId();
  return (
    <fieldset className="flex rounded-control bg-sunken p-0.5">
      <legend className="sr-only">{legend}</legend>
      {options.map((it) => (
        <label
          key={it.value}
          className={classNames(
            "flex min-h-8 cursor-pointer items-center rounded-control px-2 font-semibold sm:px-2.5 text-tiny has-focus-visible:outline-2 has-focus-visible:outline-accent",
            it.value === value ? "bg-surface text-ink shadow-raised" : "text-muted hover:text-ink",
          )}
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={it.value === value}
            onChange={() => onChange(it.value)}
          />
          {it.label}
        </label>
      ))}
    </fieldset>
  );
}
