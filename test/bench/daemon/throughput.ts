import { fileURLToPath } from 'node:url';
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { BenchDatabase } from '../engine/bench-database.ts';
import { compare } from '../harness/compare.ts';
import { rateRow, type Row } from '../harness/row.ts';
import { BenchDaemon } from './bench-daemon.ts';

const PROCESSOR = fileURLToPath(new URL('fixtures/no-op-processor.js', import.meta.url));
export const SLOTS = 8;
export const TASKS = 200;
const NAME = 'sandboxed';

/** Tasks submitted over the API and done in warm isolated workers, beside BullMQ's sandboxed processors. */
export async function benchSubmitToDone(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  await using daemon = await BenchDaemon.open({ databaseUrl: database.url, slots: SLOTS });
  const connection = { connectionString: database.url, schema: 'bull', migrate: true } as const;
  const queue = new Queue(NAME, { connection }, createPostgresBackend as never);
  await queue.waitUntilReady();
  const worker = new Worker(
    NAME,
    PROCESSOR,
    { connection, concurrency: SLOTS },
    createPostgresBackend as never,
  );
  await worker.waitUntilReady();
  try {
    const comparison = await compare(
      async () => doneByDaemon(daemon),
      async () => doneByBull(queue, worker),
      { rounds: 5, time: 1, unit: 'us' },
    );
    const { value, peer, ratio } = comparison;
    return [
      rateRow(
        `submit over the API to done in warm workers, ${SLOTS} slots / BullMQ's sandboxed processors`,
        { value: value / TASKS, peer: peer / TASKS, ratio },
        0.8,
      ),
    ];
  } finally {
    await worker.close();
    await queue.close();
  }
}

/** Submits the tasks of a measurement, and resolves when all are done. */
export async function doneByDaemon({ client }: BenchDaemon): Promise<void> {
  const closing = new AbortController();
  const stream = await client.events.stream({}, { signal: closing.signal });
  const all = (async () => {
    let ended = 0;
    for await (const { state } of stream) {
      if (state === 'failed') throw new Error('A task of the bench has failed.');
      if (state === 'succeeded') ended += 1;
      if (ended === TASKS) return;
    }
  })();
  await inLanes(async () => client.tasks.submit({ task: { type: 'no-op', projectId: 'project' } }));
  await all;
  closing.abort();
}

async function doneByBull(queue: Queue, worker: Worker): Promise<void> {
  const all = new Promise<void>((resolve) => {
    let ended = 0;
    const onCompleted = (): void => {
      ended += 1;
      if (ended < TASKS) return;
      worker.off('completed', onCompleted);
      resolve();
    };
    worker.on('completed', onCompleted);
  });
  await inLanes(async () => queue.add('no-op', {}, { attempts: 4 }));
  await all;
}

/** Submits all tasks, as many side by side as there are slots. */
async function inLanes(submit: () => Promise<unknown>): Promise<void> {
  await Promise.all(
    Array.from({ length: SLOTS }, async () => {
      for (let count = 0; count < TASKS / SLOTS; count += 1) await submit();
    }),
  );
}
