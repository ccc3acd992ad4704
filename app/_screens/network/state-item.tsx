import { Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../../_components/button.tsx";
import { ConditionBadge } from "../../_components/condition-badge.tsx";
import type { Verdict } from "../../_text/network-text.ts";

interface StateItemProps {
  name: string;
  /** Its kind, or whose it is. */
  note: string;
  verdict: Verdict;
  /** Figures, each short. */
  facts: readonly (string | null)[];
  /** The latest failure. */
  failure: string | null;
  /** Removes it; only for what a person added. */
  onRemove?: (() => void) | undefined;
  children?: ReactNode;
}

/** One node or store in a list: how it does, and what to do. */
export function StateItem(props: StateItemProps) {
  const { name, note, verdict, facts, failure, onRemove } = props;
  const shown = facts.filter((fact) => fact !== null);
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="break-all font-semibold">{name}</span>
          <ConditionBadge condition={verdict.condition} label={verdict.label} />
        </div>
        <p className="text-muted text-small tabular-nums">{[note, ...shown].join(" · ")}</p>
        {failure !== null && <p className="text-small">Latest failure: {failure}.</p>}
        {verdict.advice !== null && <p className="mt-1 text-small">{verdict.advice}</p>}
      </div>
      {onRemove !== undefined && (
        <IconButton icon={Trash2} label={`Remove ${name}`} onClick={onRemove} />
      )}
    </li>
  );
}

/** The list that they stand in. */
export function StateList({ children }: { children: ReactNode }) {
  return (
    <ul className="divide-y divide-line rounded-card border border-line bg-paper">{children}</ul>
  );
}
