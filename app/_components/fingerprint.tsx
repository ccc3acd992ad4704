/** A key's fingerprint, for people to compare. */
export function Fingerprint({ value }: { value: string }) {
  return (
    <span className="rounded-control [word-break:keep-all] bg-sunken px-2 py-1 font-mono text-small tracking-wide">
      {value}
    </span>
  );
}
