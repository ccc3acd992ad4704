/** Grey lines while something is read; says so to a screen reader. */
export function Skeleton({ label, lines = 3 }: { label: string; lines?: number }) {
  return (
    <div role="status" className="space-y-3 py-1">
      <span className="sr-only">{label}</span>
      {Array.from({ length: lines }, (_, i) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
          key={i}
          className="h-5 animate-breathe rounded-control bg-line"
          style={{ width: `${92 - ((i * 23) % 48)}%` }}
        />
      ))}
    </div>
  );
}

/** In the place of a screen: keeps its room, so that what stands below is not seen to jump. */
export function LoadingScreen({ label }: { label: string }) {
  return (
    <div className="min-h-[70dvh]">
      <Skeleton label={label} />
    </div>
  );
}
