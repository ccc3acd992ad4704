"use client";

import { useNames } from "../../_hooks/use-names.ts";
import { count, formatMoment, listNames } from "../../_text/format.ts";
import { Avatar } from "../avatar.tsx";
import type { Row } from "./rows.ts";
import { clustered } from "./rows.ts";
import type { Scene } from "./scale.ts";

/** Width of a mark, in pixels. */
const MARK = 18;

interface EntryMarksProps {
  row: Extract<Row, { kind: "heading" }>;
  scene: Scene;
}

/** A section's name, how many entries it has by whom, and a mark where each was published. */
export function EntryMarks({ row, scene }: EntryMarksProps) {
  const { span, width } = scene;
  const nameOf = useNames();
  const pixel = (span.to - span.from) / Math.max(1, width);
  const x = (at: number) => (at - span.from) / pixel;
  const shown = row.entries.filter(({ time }) => time >= span.from && time <= span.to);
  const authors = [...new Set(row.entries.map(({ author }) => nameOf(author)))];
  return (
    <>
      <p className="absolute inset-x-0 top-0 z-1 truncate border-line border-t bg-sunken px-2 py-0.5 text-tiny">
        <span className="font-bold">{row.title}</span>
        {row.entries.length > 0 && (
          <span className="text-muted">
            {" "}
            {count(row.entries.length + row.older, "entry", "entries")}
            {row.older > 0 ? ", the newest by" : " by"} {listNames(authors)}
          </span>
        )}
      </p>
      {clustered(shown, pixel * MARK).map((mark) => (
        <span
          key={mark.key}
          title={`${nameOf(mark.author)}, ${formatMoment(mark.time)}`}
          className="absolute bottom-1.5 flex items-center gap-0.5"
          style={{ left: Math.min(width - MARK, Math.max(0, x(mark.time) - MARK / 2)) }}
        >
          <span className="rounded-pill border-2 border-surface">
            <Avatar address={mark.author} size={MARK - 4} />
          </span>
          {mark.count > 1 && <span className="text-muted text-tiny">{mark.count}</span>}
        </span>
      ))}
    </>
  );
}
