import { once } from 'node:events';
import { Client } from 'pg';
import { compareP95 } from '../harness/compare-p95.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDatabase } from './bench-database.ts';
import { BenchEngine } from './bench-engine.ts';

const OPTIONS = { rounds: 5, samples: 100 } as const;

/** Milliseconds for a cancel, and for an event, from one engine to another, beside a bare NOTIFY. */
export async function benchAcrossProcesses(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  await using here = await BenchEngine.open(database.url);
  await using there = await BenchEngine.open(database.url);
  const speaker = await connect(database.url);
  const listener = await connect(database.url);
  await listener.query('LISTEN bench');
  const bare = async (): Promise<number> => {
    const received = once(listener, 'notification');
    const sentAt = performance.now();
    await Promise.all([received, speaker.query('SELECT pg_notify($1, $2)', ['bench', 'events'])]);
    return performance.now() - sentAt;
  };
  try {
    const event = await compareP95(await eventDelay(here, there), bare, OPTIONS);
    there.engine.consume({ slots: 1, runner: there.runner });
    const cancel = await compareP95(async () => cancelDelay(here, there), bare, OPTIONS);
    return [
      ratioRow('cancel across engines, p95 / NOTIFY round trip', cancel, 3),
      ratioRow('event in the stream of another engine, p95 / NOTIFY round trip', event, 3),
    ];
  } finally {
    await speaker.end();
    await listener.end();
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

/** From the end of `submit()` here to the event there. */
async function eventDelay(here: BenchEngine, there: BenchEngine): Promise<() => Promise<number>> {
  const events = there.engine.events.subscribe()[Symbol.asyncIterator]();
  return async () => {
    const next = events.next();
    await here.engine.submit(here.task(), { requires: ['nobody'] });
    const committedAt = performance.now();
    await next;
    return Math.max(0, performance.now() - committedAt);
  };
}

/** From `cancel()` here to the moment when the handler there receives it. */
async function cancelDelay(here: BenchEngine, there: BenchEngine): Promise<number> {
  const started = there.next('task-started');
  const { id } = await here.engine.submit(here.task('wait'));
  await started;
  const ended = there.next('task-cancelled');
  const cleaned = there.next('context-cleaned');
  const askedAt = performance.now();
  await Promise.all([ended, here.engine.tasks.cancel(id)]);
  const delay = performance.now() - askedAt;
  await cleaned;
  return delay;
}
