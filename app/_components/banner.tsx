import type { ReactNode } from "react";

/** What is the case, and what that means. */
export function Words({ title, help }: { title: string; help: string }) {
  return (
    <p className="min-w-0 flex-1 basis-64">
      <strong>{title}.</strong> {help}
    </p>
  );
}

interface BannerProps {
  icon: ReactNode;
  urgent?: boolean;
  children: ReactNode;
}

/** A line across the page, below its header. */
export function Banner({ icon, urgent = false, children }: BannerProps) {
  return (
    <div
      role={urgent ? "alert" : "status"}
      className={
        urgent ? "border-time-mark/40 border-b bg-time-soft" : "border-line border-b bg-sunken"
      }
    >
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-3 px-4 py-2.5 text-small sm:px-6">
        <span className="text-time">{icon}</span>
        {children}
      </div>
    </div>
  );
}
