/** A drawing of the idea: leases as bars on a line of time, and the present moving over them. */
export function LeasePicture() {
  return (
    <svg viewBox="0 0 480 196" className="mt-10 w-full max-w-lg" aria-hidden="true">
      {[1, 120, 240, 360, 479].map((x) => (
        <line key={x} x1={x} x2={x} y1="0" y2="180" className="stroke-line" strokeDasharray="2 4" />
      ))}
      {BARS.map(({ y, from, to, className, used }) => (
        <g key={y}>
          <rect x={from} y={y} width={to - from} height="12" rx="4" className={className} />
          {used && (
            <rect x={from} y={y} width={NOW - from} height="12" rx="4" className="fill-accent" />
          )}
        </g>
      ))}
      <g className="text-time-mark">
        <line x1={NOW} x2={NOW} y1="0" y2="180" stroke="currentColor" strokeWidth="2" />
        <circle cx={NOW} cy="184" r="5" fill="currentColor" />
      </g>
      {BARS.map(({ y, from, label }) => (
        <text
          key={y}
          x={from}
          y={y - 6}
          className="fill-muted stroke-paper text-tiny max-sm:text-body"
          strokeWidth="5"
          paintOrder="stroke"
        >
          {label}
        </text>
      ))}
    </svg>
  );
}

const NOW = 236;

const LIVE = "fill-accent-soft stroke-accent";

const BARS = [
  { y: 24, from: 8, to: 176, label: "Accountant: invoices", className: "fill-line" },
  {
    y: 68,
    from: 64,
    to: 404,
    label: "Specialist: blood tests, scans",
    className: LIVE,
    used: true,
  },
  { y: 112, from: 176, to: 280, label: "Laboratory: results", className: LIVE, used: true },
  {
    y: 156,
    from: 316,
    to: 472,
    label: "Auditor: accounts",
    className: "fill-time-soft stroke-time-mark",
  },
];
