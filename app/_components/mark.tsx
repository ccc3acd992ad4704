/** The mark: a key whose bow is a clock with a quarter running. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" className="fill-ink" />
      <g fill="none" strokeWidth="2.6" className="stroke-paper">
        <circle cx="16" cy="11.5" r="6.2" />
        <path d="M16 17.7v10.8M16 22h3.6M16 27.2h5.2" />
      </g>
      <path d="M16 11.5V4a7.5 7.5 0 0 1 7.5 7.5z" className="fill-time-mark" />
    </svg>
  );
}
