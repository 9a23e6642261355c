/** A duration as people read it: `12 ms`, `1.2 s`, `2 min 3 s`. */
export function formatDuration(milliseconds: number): string {
  const rounded = Math.round(milliseconds);
  if (rounded < 1_000) return `${rounded} ms`;
  if (rounded < 60_000) return `${(Math.floor(rounded / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(rounded / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
