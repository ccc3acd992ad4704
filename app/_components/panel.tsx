import type { ReactNode } from "react";
import { useId } from "react";
import { classNames } from "./class-names.ts";

interface PanelProps {
  title: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  note?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A card with a heading; a region of the page by that name. */
export function Panel({ title, actions, note, className, children }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={classNames(
        "min-w-0 rounded-card border border-line bg-surface shadow-raised",
        className,
      )}
    >
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 pt-4">
        <div className="min-w-0">
          <h2 id={id} className="wrap-anywhere text-lead">
            {title}
          </h2>
          {note !== undefined && <p className="text-small text-muted">{note}</p>}
        </div>
        {actions}
      </header>
      <div className="p-5 pt-4">{children}</div>
    </section>
  );
}
