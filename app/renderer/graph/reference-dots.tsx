/** References as dots that can be counted; hollow for those in flight. */
const MOST = 10;

export function ReferenceDots({ held, inFlight }: { held: number; inFlight: number }) {
  const filled = Math.min(held, MOST);
  const hollow = Math.min(inFlight, MOST - filled);
  const count = filled + hollow;
  if (count === 0) return null;
  return (
    <svg className="dots" width={count * 11} height="10" viewBox={`0 0 ${count * 11} 10`} aria-hidden="true">
      {Array.from({ length: count }, (_, i) => (
        // Dots have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <circle key={i} cx={i * 11 + 5} cy="5" r={i < filled ? 4 : 3.6} className={i < filled ? 'held' : 'in-flight'} />
      ))}
    </svg>
  );
}
