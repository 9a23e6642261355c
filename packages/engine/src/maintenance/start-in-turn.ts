import { setTimeout as delay } from 'node:timers/promises';

/** In milliseconds. A sweep that finds nothing to do takes less. */
const GAP = 60;

/**
 * Starts sweeps one after another, so that those with the same interval do not run at the same moment: each would need a
 * connection of its own, and a connection takes up to 10 MB in Postgres.
 */
export async function startInTurn(sweeps: readonly { start(): void }[], signal: AbortSignal): Promise<void> {
  for (const sweep of sweeps) {
    if (signal.aborted) return;
    sweep.start();
    await delay(GAP, undefined, { ref: false });
  }
}
