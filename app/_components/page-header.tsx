import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}

/** The heading of a screen, with what it is about and what can be done. */
export function PageHeader({ title, children, actions }: PageHeaderProps) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4 sm:mb-8">
      <div className="wrap-anywhere min-w-0 max-w-2xl">
        <h1 className="text-title">{title}</h1>
        {children !== undefined && <div className="mt-1.5 text-muted">{children}</div>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}
