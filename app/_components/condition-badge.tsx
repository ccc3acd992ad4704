import { CircleAlert, CircleCheck, CircleDashed, Hourglass } from "lucide-react";
import type { Condition } from "../_text/network-text.ts";
import { classNames } from "./class-names.ts";

const LOOKS = {
  fine: { icon: CircleCheck, className: "bg-accent-soft text-accent" },
  slow: { icon: Hourglass, className: "bg-time-soft text-time" },
  bad: { icon: CircleAlert, className: "bg-danger-soft text-danger" },
  unknown: { icon: CircleDashed, className: "bg-sunken text-muted" },
} as const;

/** How a node or a store does, by word, icon and colour. */
export function ConditionBadge({ condition, label }: { condition: Condition; label: string }) {
  const { icon: Icon, className } = LOOKS[condition];
  return (
    <span
      className={classNames(
        "inline-flex shrink-0 items-center whitespace-nowrap gap-1.5 rounded-pill px-2.5 py-0.5 font-semibold text-tiny",
        className,
      )}
    >
      <Icon size={14} aria-hidden />
      {label}
    </span>
  );
}
