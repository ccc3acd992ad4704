/** A drawing of the idea: leases as bars on a line of time, and the present moving over them. */
export function LeasePicture() {
  const bars = [
    { y: 14, from: 8, to: 176, className: "fill-line" },
    { y: 46, from: 96, to: 352, className: "fill-accent" },
    { y: 78, from: 176, to: 280, className: "fill-accent" },
    { y: 110, from: 316, to: 472, className: "fill-accent-soft stroke-accent" },
  ];
  return (
    <svg viewBox="0 0 480 148" className="mt-10 w-full max-w-lg" aria-hidden="true">
      {[0, 120, 240, 360, 480].map((x) => (
        <line key={x} x1={x} x2={x} y1="0" y2="136" className="stroke-line" strokeDasharray="2 4" />
      ))}
      {bars.map(({ y, from, to, className }) => (
        <rect key={y} x={from} y={y} width={to - from} height="18" rx="9" className={className} />
      ))}
      <g className="text-time-mark">
        <line x1="236" x2="236" y1="0" y2="136" stroke="currentColor" strokeWidth="2.5" />
        <circle cx="236" cy="140" r="5" fill="currentColor" />
      </g>
    </svg>
  );
}
