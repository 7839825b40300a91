/** The sign of what is under way: a circle, half full. */
export function HalfCircle({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden>
      <circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M12 6a6 6 0 0 1 0 12z" fill="currentColor" />
    </svg>
  );
}
