"use client";

import { Search } from "lucide-react";
import { classNames } from "./class-names.ts";

interface SearchFieldProps {
  text: string;
  onChange: (text: string) => void;
  /** What is searched, for a screen reader. */
  label: string;
  className?: string;
}

/** A field that narrows a list down to what has its text. */
export function SearchField({ text, onChange, label, className }: SearchFieldProps) {
  return (
    <span className={classNames("relative", className)}>
      <Search
        size={16}
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-muted"
        aria-hidden
      />
      <input
        type="search"
        className="control min-h-9 py-1 pl-8 text-small"
        aria-label={label}
        placeholder="Search"
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    </span>
  );
}
