import type { Spending } from '../spending.ts';

/** Returns the footer of a reply: cost and duration of the task. */
export function footer({ costUsd }: Pick<Spending, 'costUsd'>, durationMs: number): string {
  return `---\n<sub>PoppoBuilder · ${formatCost(costUsd)} · ${formatDuration(durationMs)}</sub>`;
}

const formatCost = (costUsd: number): string =>
  `$${costUsd >= 0.01 || costUsd === 0 ? costUsd.toFixed(2) : costUsd.toFixed(4)} USD`;

function formatDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
