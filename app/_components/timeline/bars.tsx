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
  bars: readonly Bar[];
  /** Top of the row. */
  y: number;
  /** Where a moment lies, in pixels. */
  x: (at: number) => number;
  now: number;
  width: number;
}

/** A person's name above their leases; what is used up of a live one is filled. */
export function Bars({ name, bars, y, x, now, width }: BarsProps) {
  const first = Math.min(...bars.map(({ from }) => x(from)));
  const anchorsRight = first > width * 0.7;
  return (
    <g>
      <text
        x={anchorsRight ? width - 2 : Math.max(2, first)}
        y={y + 17}
        textAnchor={anchorsRight ? "end" : "start"}
        className="fill-ink font-semibold text-tiny"
      >
        {name}
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
