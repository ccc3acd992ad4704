import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** What stands where a list has nothing in it yet. */
export function Empty({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className="flex flex-col items-center rounded-card border border-dashed border-edge/60 px-6 py-10 text-center">
      <span className="mb-3 inline-flex size-11 items-center justify-center rounded-pill bg-sunken text-muted">
        <Icon size={20} aria-hidden />
      </span>
      <p className="font-semibold">{title}</p>
      {children !== undefined && <p className="mt-1 max-w-md text-small text-muted">{children}</p>}
      {action !== undefined && <div className="mt-4">{action}</div>}
    </div>
  );
}
