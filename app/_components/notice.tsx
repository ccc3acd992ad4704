import type { LucideIcon } from "lucide-react";
import { CircleCheck, Clock, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type Tone = "plain" | "good" | "time" | "danger";

const TONES: Record<Tone, { icon: LucideIcon; box: string; mark: string }> = {
  plain: { icon: Info, box: "border-line bg-sunken", mark: "text-muted" },
  good: { icon: CircleCheck, box: "border-accent/30 bg-accent-soft", mark: "text-accent" },
  time: { icon: Clock, box: "border-time-mark/40 bg-time-soft", mark: "text-time" },
  danger: { icon: TriangleAlert, box: "border-danger/40 bg-danger-soft", mark: "text-danger" },
};

interface NoticeProps {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  /** Buttons, at the end. */
  actions?: ReactNode;
  /** Read out when it appears: `alert` at once, `status` when there is a pause. */
  role?: "alert" | "status";
}

/** A boxed message that stays: what is the case, and what can be done about it. */
export function Notice({ tone = "plain", title, children, actions, role }: NoticeProps) {
  const { icon: Icon, box, mark } = TONES[tone];
  return (
    <div role={role} className={classNames("flex gap-3 rounded-card border px-4 py-3.5", box)}>
      <Icon size={20} aria-hidden className={classNames("mt-0.5 shrink-0", mark)} />
      <div className="min-w-0 flex-1 text-small">
        {title !== undefined && <p className="font-semibold text-body">{title}</p>}
        {children !== undefined && <div className="space-y-1.5">{children}</div>}
        {actions !== undefined && <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
