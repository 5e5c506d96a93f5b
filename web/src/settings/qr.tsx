/* A QR code from the rows of 0 and 1 that the server sends, dark on light whatever the colours of the page are. */

const QUIET = 4;

export function Qr({ matrix, label }: { matrix: readonly string[]; label: string }) {
  const side = matrix.length + 2 * QUIET;
  const path = matrix
    .flatMap((row, y) => [...row].map((dark, x) => (dark === "1" ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")))
    .join("");
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} shape-rendering="crispEdges">
      <rect class="qr-light" width={side} height={side} />
      <path class="qr-dark" d={path} />
    </svg>
  );
}
