"use client";

import { Minus, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useMemo, useRef, useState } from "react";
import { sliceStart } from "../../../lib/slice.ts";
import { useWidth } from "../../_hooks/use-width.ts";
import { count } from "../../_text/format.ts";
import { IconButton } from "../button.tsx";
import { Segments } from "../segments.tsx";
import { Axis, NowLine } from "./axis.tsx";
import { LeaseRow } from "./lease-row.tsx";
import type { TimelineActions, TimelineGroup } from "./rows.ts";
import { rowsOf } from "./rows.ts";
import type { Span, Zoom } from "./scale.ts";
import { visibleSpan } from "./scale.ts";
import { useSpan } from "./use-span.ts";

/** Height of a line, and as many as are seen before the picture scrolls. */
const ROW = 54;
const SEEN = 9;

/** Lines above and below those seen that are drawn already. */
const SPARE = 3;

const ZOOMS: readonly { value: Zoom; label: string }[] = [
  { value: "day", label: "Day" },
  { value: "week", label: "Week" },
  { value: "month", label: "Month" },
  { value: "all", label: "All" },
];

interface PictureProps extends TimelineActions {
  /** Beside the buttons that zoom. */
  tools: ReactNode;
  groups: readonly TimelineGroup[];
  /** The present one. */
  slice: number;
}

/** Leases as bars on a line of time. However many there are, only the lines in sight are drawn. */
export function Picture({ tools, groups, slice, ...actions }: PictureProps) {
  const [inner, width] = useWidth<HTMLDivElement>();
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const now = sliceStart(slice);
  // Not for each step of zooming: there may be thousands.
  const rows = useMemo(() => rowsOf(groups), [groups]);
  const stretches = useMemo(() => stretchesOf(groups), [groups]);
  const leases = groups.reduce((sum, it) => sum + it.leases.length, 0);
  const { span, zoom, setZoom, zoomIn, zoomOut, track, handlers } = useSpan({
    spanOf: (it) => visibleSpan(stretches, { now, zoom: it }),
    now,
    width,
  });
  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const drawn = rows.slice(first, first + SEEN + 2 * SPARE);
  const height = Math.min(rows.length, SEEN + 0.5) * ROW;

  return (
    <figure>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        {tools}
        <span className="flex items-center gap-1 sm:ml-auto">
          <Segments
            legend="How much time is shown"
            options={ZOOMS}
            value={zoom}
            onChange={setZoom}
          />
          <IconButton label="Zoom out" icon={Minus} onClick={zoomOut} />
          <IconButton label="Zoom in" icon={Plus} onClick={zoomIn} />
        </span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a picture to move about in, no form */}
      <div
        ref={track}
        role="group"
        aria-label={`Timeline of ${count(leases, "lease")}. Plus and minus zoom, arrow keys move.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys zoom and move it
        tabIndex={0}
        className="relative cursor-grab touch-pan-y select-none active:cursor-grabbing"
        {...handlers}
      >
        {width > 0 && <Axis span={span} width={width} height={height} />}
        <div
          ref={scroller}
          className="relative overflow-y-auto overflow-x-hidden overscroll-contain"
          style={{ height }}
          onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        >
          <div ref={inner} className="relative" style={{ height: rows.length * ROW }}>
            {width > 0 &&
              drawn.map((row, i) => (
                <LeaseRow
                  key={row.key}
                  row={row}
                  top={(first + i) * ROW}
                  height={ROW}
                  scene={{ span, width, slice }}
                  {...actions}
                />
              ))}
          </div>
        </div>
        {width > 0 && <NowLine {...{ span, width, height, now }} />}
      </div>
    </figure>
  );
}

/** From when until when there is anything to see. */
function stretchesOf(groups: readonly TimelineGroup[]): Span[] {
  return groups.flatMap(({ leases, entries = [] }) => [
    ...leases.map((it) => ({ from: sliceStart(it.notBefore), to: sliceStart(it.expiresAt) })),
    ...entries.map(({ time }) => ({ from: time, to: time })),
  ]);
}
