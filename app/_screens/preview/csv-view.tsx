"use client";

import Papa from "papaparse";
import { useMemo } from "react";
import { classNames } from "../../_components/class-names.ts";
import { formatNumber } from "../../_text/format.ts";
import { textOf } from "./text-of.ts";
import type { ViewProps } from "./view-props.ts";

/** As many rows are shown, besides the heading. */
const SHOWN = 1_000;

/** A cell of so many characters stays on one line. */
const SHORT = 24;

/** A table; its first row is the heading. */
export function CsvView({ file, bytes }: ViewProps) {
  const { heading, rows, isMore } = useMemo(() => tableOf(textOf(bytes)), [bytes]);
  if (heading.length === 0) return <p className="text-muted">The table is empty.</p>;
  return (
    <>
      <p className="mb-3 text-muted text-small">
        {isMore
          ? `The first ${formatNumber(SHOWN)} rows. Download the file to see the rest.`
          : `${formatNumber(rows.length)} rows, ${formatNumber(heading.length)} columns`}
      </p>
      <section
        aria-label={file.name}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        className="max-h-[65dvh] overflow-auto rounded-control border border-line"
      >
        <table className="w-full border-collapse text-small">
          <thead className="sticky top-0 bg-sunken">
            <tr>
              {heading.map((cell, i) => (
                <th
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
                  key={i}
                  scope="col"
                  className="whitespace-nowrap border-line border-b px-3 py-2 text-left"
                >
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
              <tr key={i} className="border-line border-b last:border-b-0">
                {heading.map((_, j) => (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name
                    key={j}
                    className={classNames(
                      "px-3 py-1.5 align-top tabular-nums",
                      (row[j]?.length ?? 0) <= SHORT ? "whitespace-nowrap" : "min-w-60",
                    )}
                  >
                    {row[j]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

interface Table {
  heading: string[];
  rows: string[][];
  /** Whether there are more rows than these. */
  isMore: boolean;
}

/** The beginning of a table, with commas, semicolons, tabs or bars between cells. */
export function tableOf(text: string): Table {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), {
    preview: SHOWN + 2,
    skipEmptyLines: "greedy",
  });
  const [first = [], ...rest] = data;
  const columns = data.reduce((most, row) => Math.max(most, row.length), 0);
  const heading = Array.from({ length: columns }, (_, i) => first[i] ?? "");
  return { heading, rows: rest.slice(0, SHOWN), isMore: rest.length > SHOWN };
}
