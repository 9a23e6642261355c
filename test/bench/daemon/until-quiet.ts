import { setTimeout as delay } from 'node:timers/promises';
import type { BenchDaemon } from './bench-daemon.ts';

/** Resolves once no task waits or runs. */
export async function untilQuiet({ client }: BenchDaemon): Promise<void> {
  for (;;) {
    const { tasks } = await client.overview.get();
    if ((tasks.queued ?? 0) + (tasks.running ?? 0) === 0) return;
    await delay(50);
  }
}
