"use client";

import { useState } from "react";
import type { ListedLease } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { useEndings } from "../../_hooks/use-endings.ts";
import { formatMoment } from "../../_text/format.ts";
import { rightsText } from "../../_text/lease-text.ts";
import { Button } from "../button.tsx";
import { StateBadge } from "../state-badge.tsx";
import type { TimelineGroup, TimelineWords } from "./rows.ts";

/** As many rows are shown at a time. */
const PAGE = 50;

interface LeaseTableProps {
  groups: readonly TimelineGroup[];
  /** The present one. */
  slice: number;
  words: TimelineWords;
  onChoose: (lease: ListedLease) => void;
}

/** What the picture shows, in rows and columns. */
export function LeaseTable({ groups, slice, words, onChoose }: LeaseTableProps) {
  const [shown, setShown] = useState(PAGE);
  const isHeaded = groups.some(({ title }) => title !== null);
  const rows = groups.flatMap(({ key, title, leases }) =>
    leases.map((lease) => ({ key: `${key}/${lease.envelope}`, title, lease })),
  );
  const endings = useEndings(rows.slice(0, shown).map(({ lease }) => lease));
  return (
    <>
      <section
        aria-label="Leases as a table"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        className="max-h-[36rem] overflow-auto rounded-control border border-line"
      >
        <table className="w-full text-left text-small">
          <thead className="sticky top-0 bg-sunken">
            <tr className="*:whitespace-nowrap *:px-3 *:py-2">
              {isHeaded && <th scope="col">Under</th>}
              <th scope="col">Who</th>
              <th scope="col">State</th>
              <th scope="col">What</th>
              <th scope="col">From</th>
              <th scope="col">Until</th>
              <th scope="col">They may</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map(({ key, title, lease }, i) => (
              <tr key={key} className="border-line border-t *:px-3 *:py-2 *:align-top">
                {isHeaded && <td>{title}</td>}
                <th scope="row">
                  <button
                    type="button"
                    onClick={() => onChoose(lease)}
                    className="wrap-anywhere min-w-28 rounded-control text-left font-semibold underline underline-offset-4"
                  >
                    {words.nameOf(lease)}
                  </button>
                </th>
                <td>
                  <StateBadge state={endings[i]?.state ?? lease.state} />
                </td>
                <td className="wrap-anywhere min-w-36 max-w-80">{words.whatOf(lease)}</td>
                <td className="whitespace-nowrap tabular-nums">
                  {formatMoment(sliceStart(lease.notBefore))}
                </td>
                <td className="whitespace-nowrap tabular-nums">
                  {formatMoment(endings[i]?.at ?? sliceStart(lease.expiresAt))}
                </td>
                <td className="whitespace-nowrap">{rightsText(lease.rights)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="flex flex-wrap items-center gap-3 text-muted text-small">
        It is {formatMoment(sliceStart(slice))} by the chain&rsquo;s clock.
        {rows.length > shown && (
          <Button size="small" onClick={() => setShown((it) => it + PAGE)}>
            Show more ({rows.length - shown} left)
          </Button>
        )}
      </p>
    </>
  );
}
