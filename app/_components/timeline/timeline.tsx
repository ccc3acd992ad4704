"use client";

import { useState } from "react";
import type { ListedLease } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { useChainSlice } from "../../_hooks/use-clock.ts";
import { useEndTimes } from "../../_hooks/use-end-times.ts";
import { isSameAddress, useNames } from "../../_hooks/use-names.ts";
import { useWidth } from "../../_hooks/use-width.ts";
import { count } from "../../_text/format.ts";
import { classNames } from "../class-names.ts";
import type { Bar } from "./bars.tsx";
import { BAR_ROW, Bars } from "./bars.tsx";
import type { Zoom } from "./scale.ts";
import { marksOf, visibleSpan } from "./scale.ts";

const AXIS = 26;

const ZOOMS: readonly { zoom: Zoom; label: string }[] = [
  { zoom: "day", label: "Day" },
  { zoom: "week", label: "Week" },
  { zoom: "month", label: "Month" },
  { zoom: "all", label: "All" },
];

interface TimelineProps {
  leases: readonly ListedLease[];
  /** What a lease covers, in words. */
  whatOf: (lease: ListedLease) => string;
  /** What its row is called where that is not the account's name. */
  nameOf?: (lease: ListedLease) => string | null;
}

/** Leases as bars on a line of time, a row for each person; the lists below say the same in words. */
export function Timeline({ leases, whatOf, nameOf: otherName = () => null }: TimelineProps) {
  const accountName = useNames();
  const slice = useChainSlice();
  const ends = useEndTimes(leases);
  const [zoom, setZoom] = useState<Zoom>("all");
  const [ref, width] = useWidth<HTMLDivElement>();

  const bars: Bar[] = leases.map(({ grantee, notBefore, state, envelope }, i) => {
    const to = ends[i] ?? 0;
    return { key: envelope, grantee, state, from: Math.min(sliceStart(notBefore), to), to };
  });
  const people = bars
    .map(({ grantee }) => grantee)
    .filter((it, i, all) => all.findIndex((other) => isSameAddress(other, it)) === i);
  const newestOf = (person: Bar["grantee"]) =>
    leases.find(({ grantee }) => isSameAddress(grantee, person));
  const whatFor = (person: Bar["grantee"]) => {
    const newest = newestOf(person);
    return newest === undefined ? "" : whatOf(newest);
  };
  const nameOf = (person: Bar["grantee"]) => {
    const newest = newestOf(person);
    return (newest && otherName(newest)) ?? accountName(person);
  };
  const now = slice === null ? null : sliceStart(slice);
  const height = people.length * BAR_ROW + AXIS;
  const label = `Timeline: ${count(leases.length, "lease")} to ${count(people.length, "person", "people")}, listed below`;

  return (
    <figure>
      <div className="mb-2 flex justify-end">
        <ZoomChoice zoom={zoom} onChange={setZoom} />
      </div>
      <div ref={ref} style={{ height }}>
        {width > 0 && now !== null && (
          <svg width={width} height={height} role="img" aria-label={label}>
            <Picture {...{ bars, people, now, zoom, width, height, nameOf, whatFor }} />
          </svg>
        )}
      </div>
    </figure>
  );
}

interface PictureProps {
  bars: Bar[];
  people: Bar["grantee"][];
  now: number;
  zoom: Zoom;
  width: number;
  height: number;
  nameOf: (address: Bar["grantee"]) => string;
  whatFor: (address: Bar["grantee"]) => string;
}

function Picture({ bars, people, now, zoom, width, height, nameOf, whatFor }: PictureProps) {
  const span = visibleSpan(bars, { now, zoom });
  const x = (at: number) => ((at - span.from) / (span.to - span.from)) * width;
  const bottom = height - AXIS;
  return (
    <>
      {marksOf(span, width).map(({ at, label }) => (
        <g key={at}>
          <line x1={x(at)} x2={x(at)} y1="0" y2={bottom} className="stroke-line" />
          <text
            x={x(at)}
            y={height - 8}
            textAnchor={x(at) < 30 ? "start" : x(at) > width - 30 ? "end" : "middle"}
            className="fill-muted text-tiny tabular-nums"
          >
            {label}
          </text>
        </g>
      ))}
      {people.map((person, row) => (
        <Bars
          key={person}
          name={nameOf(person)}
          what={whatFor(person)}
          bars={bars.filter(({ grantee }) => isSameAddress(grantee, person))}
          y={row * BAR_ROW}
          {...{ x, now, width }}
        />
      ))}
      <line
        x1={x(now)}
        x2={x(now)}
        y1="0"
        y2={bottom}
        className="stroke-time-mark"
        strokeWidth="2"
      />
      <circle cx={x(now)} cy={bottom} r="4.5" className="fill-time-mark" />
    </>
  );
}

function ZoomChoice({ zoom, onChange }: { zoom: Zoom; onChange: (zoom: Zoom) => void }) {
  return (
    <fieldset className="flex rounded-control bg-sunken p-0.5">
      <legend className="sr-only">How much time is shown</legend>
      {ZOOMS.map((it) => (
        <label
          key={it.zoom}
          className={classNames(
            "cursor-pointer rounded-control px-2.5 py-1 font-semibold text-tiny has-focus-visible:outline-2 has-focus-visible:outline-accent",
            it.zoom === zoom ? "bg-surface text-ink shadow-raised" : "text-muted hover:text-ink",
          )}
        >
          <input
            type="radio"
            name="zoom"
            className="sr-only"
            checked={it.zoom === zoom}
            onChange={() => onChange(it.zoom)}
          />
          {it.label}
        </label>
      ))}
    </fieldset>
  );
}
