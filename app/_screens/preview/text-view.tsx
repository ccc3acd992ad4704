"use client";

import { useMemo } from "react";
import { formatNumber } from "../../_text/format.ts";
import { textOf } from "./text-of.ts";
import type { ViewProps } from "./view-props.ts";

/** As many characters are shown. */
const SHOWN = 500_000;

/** Plain text, as it is. */
export function TextView({ bytes }: ViewProps) {
  const text = useMemo(() => textOf(bytes), [bytes]);
  if (text === "") return <p className="text-muted">The file is empty.</p>;
  return (
    <>
      {text.length > SHOWN && (
        <p className="mb-3 text-muted text-small">
          The first {formatNumber(SHOWN)} of {formatNumber(text.length)} characters. Download the
          file to see the rest.
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto whitespace-pre-wrap break-words text-small">
        {text.slice(0, SHOWN)}
      </pre>
    </>
  );
}
