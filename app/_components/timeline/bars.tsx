import type { Address } from "viem";
import type { LeaseState } from "../../../lib/sharing/index.ts";

/** One lease on the line of time; unix seconds. */
export interface Bar {
  key: string;
  grantee: Address;
  state: LeaseState;
  from: number;
  to: number;
}

/** Cuts a text to what fits beside a name, at some seven pixels a letter. */
function shortened(text: string, width: number): string {
  const most = Math.max(8, Math.floor(width / 7) - 24);
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

/** Height of a person's row, and of the bar in it. */
export const BAR_ROW = 46;
const BAR = 14;
const BAR_TOP = 25;

const LOOKS: Readonly<Record<LeaseState, string>> = {
  pending: "fill-time-soft stroke-time-mark",
  live: "fill-accent-soft stroke-accent",
  expired: "fill-sunken stroke-edge",
  revoked: "fill-danger-soft stroke-danger",
  replaced: "fill-sunken stroke-line",
  closed: "fill-sunken stroke-edge",
};

interface BarsProps {
  name: string;
  /** What was lent, shown after the name. */
  what: string;
  bars: readonly Bar[];
  /** Top of the row. */
  y: number;
  /** Where a moment lies, in pixels. */
  x: (at: number) => number;
  now: number;
  width: number;
}

/** A person's name above their leases; what is used up of a live one is filled. */
export function Bars({ name, what, bars, y, x, now, width }: BarsProps) {
  const first = Math.min(...bars.map(({ from }) => x(from)));
  const anchorsRight = first > width * 0.7;
  return (
    <g>
      <text
        x={anchorsRight ? width - 2 : Math.max(2, first)}
        y={y + 17}
        textAnchor={anchorsRight ? "end" : "start"}
        strokeWidth="4"
        paintOrder="stroke"
        strokeLinejoin="round"
        className="fill-ink stroke-surface text-tiny"
      >
        <tspan className="font-semibold">{name}</tspan>
        <tspan className="fill-muted" dx="6">
          {shortened(what, width)}
        </tspan>
      </text>
      {bars.map((bar) => {
        const left = Math.max(-8, x(bar.from));
        const right = Math.min(width + 8, x(bar.to));
        const used = Math.min(right, Math.max(left, x(now)));
        const size = Math.max(6, right - left);
        if (right < 0 || left > width) return null;
        return (
          <g key={bar.key}>
            <rect
              x={left}
              y={y + BAR_TOP}
              width={size}
              height={BAR}
              rx="4"
              className={LOOKS[bar.state]}
              strokeDasharray={bar.state === "pending" ? "4 3" : undefined}
            />
            {bar.state === "live" && (
              <rect
                x={left}
                y={y + BAR_TOP}
                width={Math.max(0, used - left)}
                height={BAR}
                rx="4"
                className="fill-accent"
              />
            )}
          </g>
        );
      })}
    </g>
  );
}
