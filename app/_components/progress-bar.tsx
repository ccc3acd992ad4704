interface ProgressBarProps {
  /** What is measured, for a screen reader. */
  label: string;
  done: number;
  /** Null while it is not known. */
  total: number | null;
}

/** A bar that fills. */
export function ProgressBar({ label, done, total }: ProgressBarProps) {
  const share = total === null ? null : total === 0 ? 1 : Math.min(1, done / total);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share !== null && { "aria-valuenow": Math.round(share * 100) })}
      className="h-2 overflow-hidden rounded-pill bg-sunken"
    >
      <div
        className={
          share === null
            ? "h-full w-1/3 animate-breathe rounded-pill bg-accent"
            : "h-full rounded-pill bg-accent transition-[width] duration-150"
        }
        style={share === null ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
