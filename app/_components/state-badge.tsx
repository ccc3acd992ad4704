import { Ban, CircleCheck, CircleDashed, CircleSlash, Hourglass, Repeat } from "lucide-react";
import type { LeaseState } from "../../lib/sharing/index.ts";
import { STATE_NAMES } from "../_text/lease-text.ts";
import { classNames } from "./class-names.ts";

const LOOKS = {
  pending: { icon: CircleDashed, className: "bg-time-soft text-time" },
  live: { icon: CircleCheck, className: "bg-accent-soft text-accent" },
  expired: { icon: Hourglass, className: "bg-sunken text-muted" },
  revoked: { icon: Ban, className: "bg-danger-soft text-danger" },
  replaced: { icon: Repeat, className: "bg-sunken text-muted" },
  closed: { icon: CircleSlash, className: "bg-sunken text-muted" },
} as const;

/** A lease's state, by word, icon and colour. */
export function StateBadge({ state }: { state: LeaseState }) {
  const { icon: Icon, className } = LOOKS[state];
  return (
    <span
      className={classNames(
        "inline-flex shrink-0 items-center whitespace-nowrap gap-1.5 rounded-pill px-2.5 py-0.5 font-semibold text-tiny",
        className,
      )}
    >
      <Icon size={14} aria-hidden />
      {STATE_NAMES[state]}
    </span>
  );
}
