import { setTimeout as pause } from 'node:timers/promises';
import { printable } from '../output/printable.ts';
import { NoDaemonError } from './no-daemon-error.ts';
import { type ClientCommand, type ClientOptions, runClient } from './run-client.ts';

/** Flags of `poppo logs`. */
export interface LogsOptions extends ClientOptions {
  readonly follow?: boolean | undefined;
}

/** How long to wait for a daemon that does not answer, and at most for an event. In milliseconds. */
const RECONNECT_DELAY = 500;
const MAX_WAIT = 5_000;

/** How many entries are asked for at once. */
const PAGE = 5_000;

const FINAL_STATES: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'expired']);

/** Shows the log of a task, and with `--follow` also what is added until the task ends, whatever becomes of the daemon. */
export async function logs(id: string, options: LogsOptions): Promise<void> {
  await runClient(options, async (parts) => {
    if (options.follow !== true) {
      await printNew(parts, id, 0, options);
      return;
    }
    let after = 0;
    while (!parts.print.broken.aborted) {
      try {
        const { state } = await parts.client.tasks.get({ id });
        after = await printNew(parts, id, after, options);
        if (FINAL_STATES.has(state)) return;
        await nextEvent(parts, id);
      } catch (error) {
        if (!isConnectionLost(error)) throw error;
        await pause(RECONNECT_DELAY);
      }
    }
  });
}

/** Prints the entries after one, and returns the number of the last one. */
async function printNew(
  { client, print }: ClientCommand,
  id: string,
  after: number,
  { json }: LogsOptions,
): Promise<number> {
  for (let last = after; ;) {
    const { items, next } = await client.tasks.logs({ id, after: last, limit: PAGE });
    for (const entry of items) {
      if (json === true) print.json(entry);
      else print.lines(printable(entry.message).trimEnd());
    }
    last = items.at(-1)?.sequence ?? last;
    if (next === undefined || print.broken.aborted) return last;
  }
}

/** Resolves when something happens to the task; after a while in any case, as it may have happened before. */
async function nextEvent({ client, print }: ClientCommand, task: string): Promise<void> {
  const signal = AbortSignal.any([AbortSignal.timeout(MAX_WAIT), print.broken]);
  try {
    for await (const event of await client.events.stream({ task }, { signal })) if (event.id !== '') return;
    // The daemon ended the stream.
    await pause(RECONNECT_DELAY);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** The daemon is away, stops, or its database is. */
function isConnectionLost(error: unknown): boolean {
  const { code, status } = Object(error) as { readonly code?: unknown; readonly status?: unknown };
  if (error instanceof NoDaemonError) return true;
  return status === 503 || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
