import type { Span } from "./scale.ts";
import { marksOf } from "./scale.ts";

/** Room for the labels under the lines. */
export const AXIS = 26;

interface AxisProps {
  span: Span;
  width: number;
  /** Of the lines above the labels. */
  height: number;
}

/** Round times, as lines behind the bars with labels under them. */
export function Axis({ span, width, height }: AxisProps) {
  const x = (at: number) => ((at - span.from) / (span.to - span.from)) * width;
  return (
    <svg
      width={width}
      height={height + AXIS}
      aria-hidden="true"
      className="pointer-events-none absolute top-0 left-0"
    >
      {marksOf(span, width).map(({ at, label }) => (
        <g key={at}>
          <line x1={x(at)} x2={x(at)} y1="0" y2={height} className="stroke-line" />
          <text
            x={x(at)}
            y={height + AXIS - 8}
            textAnchor={x(at) < 30 ? "start" : x(at) > width - 30 ? "end" : "middle"}
            className="fill-muted text-tiny tabular-nums"
          >
            {label}
          </text>
        </g>
      ))}
      <line x1="0" x2={width} y1={height} y2={height} className="stroke-line" />
    </svg>
  );
}

/** The present, over the bars. It also keeps room for the labels. */
export function NowLine({ span, width, height, now }: AxisProps & { now: number }) {
  const x = ((now - span.from) / (span.to - span.from)) * width;
  return (
    <>
      <div style={{ height: AXIS }} />
      {x >= 0 && x <= width && (
        <svg
          width={width}
          height={height + 6}
          aria-hidden="true"
          className="pointer-events-none absolute top-0 left-0"
        >
          <line
            x1={x}
            x2={x}
            y1="0"
            y2={height}
            className="stroke-time-mark"
            strokeWidth="2"
            opacity="0.8"
          />
          <circle cx={x} cy={height} r="4.5" className="fill-time-mark" />
        </svg>
      )}
    </>
  );
}
