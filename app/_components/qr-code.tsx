import { encode } from "uqr";

/** Free modules around the code, as ISO/IEC 18004 asks for. */
const QUIET = 4;

interface QrCodeProps {
  /** What a camera reads from it. */
  text: string;
  /** Its accessible name. */
  label: string;
}

/** A text as a QR code, dark on light in either theme; null where it is too long for one. */
export function QrCode({ text, label }: QrCodeProps) {
  const code = codeOf(text);
  if (code === null) {
    return (
      <p className="text-muted text-small">This is too long for a QR code. Copy it instead.</p>
    );
  }
  const size = code.length + 2 * QUIET;
  const path = code
    .flatMap((row, y) =>
      row.map((isDark, x) => (isDark ? `M${x + QUIET},${y + QUIET}h1v1h-1z` : "")),
    )
    .join("");
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      className="w-full max-w-72 rounded-control"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function codeOf(text: string): boolean[][] | null {
  try {
    return encode(text, { ecc: "M", border: 0 }).data;
  } catch {
    return null;
  }
}
