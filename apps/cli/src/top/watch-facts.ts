import { setTimeout as pause } from 'node:timers/promises';
import type { DaemonClient } from '@poppobuilder/api/client';
import { type Facts, readFacts } from './facts.ts';

/** Facts are asked for again this often at most, and at least. In milliseconds. */
const MIN_INTERVAL = 500;
const MAX_INTERVAL = 5_000;

/** What a watch tells. */
export interface FactsWatcher {
  readonly onFacts: (facts: Facts) => void;
  /** The daemon does not answer; the watch goes on. */
  readonly onError: (error: unknown) => void;
}

/** Reports facts now and whenever something happens, until the signal fires, whatever becomes of the daemon. */
export async function watchFacts(
  client: DaemonClient,
  { onFacts, onError }: FactsWatcher,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const changed = nextChange(client, signal);
    try {
      onFacts(await readFacts(client));
    } catch (error) {
      onError(error);
    }
    await changed;
    await pause(MIN_INTERVAL, undefined, { signal }).catch(() => undefined);
  }
}

/** Resolves when a task changes, or after a while. */
async function nextChange(client: DaemonClient, signal: AbortSignal): Promise<void> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(MAX_INTERVAL)]);
  try {
    for await (const event of await client.events.stream({}, { signal: bounded })) {
      if (event.id !== '' && event.kind !== 'log') return;
    }
  } catch {
    // It has taken long enough, or the daemon does not answer, which the next question reports.
  }
}
