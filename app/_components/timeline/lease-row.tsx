"use client";

import { useState } from "react";
import type { ListedLease } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { useEndings } from "../../_hooks/use-endings.ts";
import { count, formatNear } from "../../_text/format.ts";
import { STATE_NAMES } from "../../_text/lease-text.ts";
import { classNames } from "../class-names.ts";
import { EndHandle } from "./end-handle.tsx";
import { EntryMarks } from "./entry-marks.tsx";
import type { Bar, Row, TimelineActions } from "./rows.ts";
import { barsOf, thinned } from "./rows.ts";
import type { Scene } from "./scale.ts";

interface LeaseRowProps extends TimelineActions {
  row: Row;
  /** In pixels from the top of the picture. */
  top: number;
  height: number;
  scene: Scene;
}

/** Room that a name has at least, in pixels. */
const NAME = 200;

/** One line of the picture: a heading with the marks of its entries, or somebody's leases. */
export function LeaseRow({ row, ...props }: LeaseRowProps) {
  const { top, height, scene } = props;
  return (
    <div className="absolute inset-x-0" style={{ top, height }}>
      {row.kind === "heading" ? (
        <EntryMarks row={row} scene={scene} />
      ) : (
        <Bars row={row} {...props} />
      )}
    </div>
  );
}

const LOOKS: Readonly<Record<Bar["state"], string>> = {
  pending: "border-dashed border-time-mark bg-time-soft",
  live: "border-accent bg-accent-soft",
  expired: "border-edge bg-sunken",
  revoked: "border-danger bg-danger-soft",
  replaced: "border-line bg-sunken",
  closed: "border-edge bg-sunken",
};

type BarsProps = Omit<LeaseRowProps, "row" | "top" | "height"> & {
  row: Extract<Row, { kind: "leases" }>;
};

function Bars({ row, scene, words, chosen, onChoose, isMovable, onMove }: BarsProps) {
  const { span, width, slice } = scene;
  const endings = useEndings(row.leases);
  /** Where an end is being dragged to. */
  const [moved, setMoved] = useState<{ envelope: string; to: number } | null>(null);
  const x = (at: number) => ((at - span.from) / (span.to - span.from)) * width;
  const pixel = (span.to - span.from) / Math.max(1, width);
  const bars = thinned(barsOf(row, endings), pixel).filter(
    ({ from, to }) => x(to) >= -4 && x(from) <= width + 4,
  );
  const [newest] = row.leases;
  if (newest === undefined) return null;
  const named = bars.find(({ lease }) => lease === newest) ?? bars[0];
  const start = named === undefined ? 0 : x(named.from);
  const left = Math.max(2, Math.min(start, width - NAME));
  const now = sliceStart(slice);
  const nameOf = (lease: ListedLease) =>
    row.isGroup
      ? `A group of ${count(row.leases.length, "person", "people")}`
      : words.nameOf(lease);
  return (
    <>
      <p
        className="pointer-events-none absolute top-1.5 z-1 truncate rounded-control bg-surface/85 pr-1 text-tiny"
        style={{ left, maxWidth: width - left }}
      >
        <span className="font-semibold">{nameOf(newest)}</span>{" "}
        <span className="text-muted">{words.whatOf(newest)}</span>
      </p>
      {bars.map((bar) => {
        const { lease, state } = bar;
        const target = moved?.envelope === lease.envelope ? moved.to : null;
        const from = Math.max(-8, x(bar.from));
        const to = Math.min(width + 8, x(bar.to));
        const isLive = state === "live";
        const canMove =
          !row.isGroup && (isLive || state === "pending") && (isMovable?.(lease) ?? false);
        const end = x(target ?? bar.to);
        return (
          <div key={lease.envelope}>
            <button
              type="button"
              aria-label={`${nameOf(lease)}: ${words.whatOf(lease)}. ${STATE_NAMES[state]}, until ${formatNear(bar.to, now)}`}
              aria-pressed={chosen?.envelope === lease.envelope}
              onClick={() => onChoose(lease)}
              className="absolute bottom-0.5 flex h-7 items-center rounded-control"
              style={{ left: from, width: Math.max(8, to - from) }}
            >
              <span
                className={classNames(
                  "relative block h-4 w-full overflow-hidden rounded-[4px] border",
                  LOOKS[state],
                  chosen?.envelope === lease.envelope && "outline-2 outline-ink outline-offset-1",
                )}
              >
                {isLive && (
                  <span
                    className="absolute inset-y-0 left-0 bg-accent"
                    style={{ width: Math.max(0, Math.min(to, x(now)) - from) }}
                  />
                )}
              </span>
            </button>
            {target !== null && (
              <Moved from={x(bar.to)} to={end} width={width}>
                {target <= now ? "End it now" : `until ${formatNear(target, now)}`}
              </Moved>
            )}
            {canMove && onMove && end >= 0 && end <= width + 2 && (
              <EndHandle
                end={target ?? bar.to}
                x={end}
                scene={scene}
                name={nameOf(lease)}
                onMoved={(at) =>
                  setMoved(at === null ? null : { envelope: lease.envelope, to: at })
                }
                onDone={(at) => {
                  setMoved(null);
                  if (at === null) onChoose(lease);
                  else onMove(lease, Math.floor(at / 60));
                }}
              />
            )}
          </div>
        );
      })}
    </>
  );
}

/** The stretch by which an end is being moved, and where to. */
function Moved(props: { from: number; to: number; width: number; children: string }) {
  const { from, to, width, children } = props;
  return (
    <>
      <span
        className={classNames(
          "pointer-events-none absolute bottom-2 h-4 border-2 border-ink border-dashed",
          to < from && "bg-surface/70",
        )}
        style={{ left: Math.min(from, to), width: Math.abs(to - from) }}
      />
      <span
        className="pointer-events-none absolute top-0 z-10 whitespace-nowrap rounded-control bg-ink px-2 py-0.5 font-semibold text-paper text-tiny"
        style={to > width - 150 ? { right: Math.max(0, width - to) } : { left: Math.max(0, to) }}
      >
        {children}
      </span>
    </>
  );
}
