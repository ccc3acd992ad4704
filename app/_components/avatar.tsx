/** A small picture that differs from address to address, to recognise somebody by; never a proof. */
export function Avatar({ address, size = 28 }: { address: string; size?: number }) {
  const bytes =
    address
      .slice(2)
      .match(/../g)
      ?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  const hue = ((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)) % 360;
  const cells = Array.from({ length: 15 }, (_, i) => (bytes[i + 2] ?? 0) % 2 === 1);
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 7 7"
      aria-hidden="true"
      focusable="false"
      className="shrink-0 rounded-pill"
      shapeRendering="crispEdges"
    >
      <rect width="7" height="7" fill={`oklch(0.9 0.06 ${hue})`} />
      {cells.map((filled, i) => {
        if (!filled) return null;
        const x = Math.floor(i / 5);
        const y = (i % 5) + 1;
        const color = `oklch(0.48 0.11 ${(hue + 30) % 360})`;
        return (
          <g key={`${x}-${y}`} fill={color}>
            <rect x={x + 1} y={y} width="1" height="1" />
            {x < 2 && <rect x={5 - x} y={y} width="1" height="1" />}
          </g>
        );
      })}
    </svg>
  );
}
