import { setTimeout as pause } from 'node:timers/promises';
import { type ClientOptions, runClient } from './run-client.ts';

/** How often to look whether it is gone. In milliseconds. */
const INTERVAL = 100;

/** Asks the daemon to stop, and resolves when it is gone. */
export async function stop(options: ClientOptions): Promise<void> {
  await runClient(options, async ({ client, print }) => {
    const { pid, running } = await client.overview.get();
    if (!options.json && running > 0)
      print.lines(`The daemon stops when ${running} running tasks have finished.`);
    process.kill(pid, 'SIGTERM');
    while (isAlive(pid)) await pause(INTERVAL);
    if (options.json) print.json({ event: 'stopped', pid });
    else print.lines('The daemon has stopped.');
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
