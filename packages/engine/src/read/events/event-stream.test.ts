import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { describe, expect, inject, it } from 'vitest';
import type { Engine } from '../../engine.ts';
import { EngineWorld } from '../../fixtures/engine-world.ts';
import { randomOf } from '../../fixtures/random.ts';
import type { EngineEvent } from './engine-event.ts';

const WRITERS = 6;
const TRANSACTIONS = 60;
const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);
const TASKS = Array.from({ length: 8 }, () => randomUUID());

describe('a stream of events', () => {
  it(
    'has every event once, in the order of each task, when connections are cut',
    { timeout: 60_000 },
    async () => {
      const seed = inject('seed');
      console.log(`POPPOBUILDER_TEST_SEED=${seed}`);
      const random = randomOf(seed);
      await using world = new EngineWorld();
      const engines = await Promise.all(
        [1, 2, 3].map(async (n) => world.engine({ name: `${world.schema} ${n}` })),
      );
      const writers = await Promise.all(Array.from({ length: WRITERS }, async () => world.client()));
      await writers[0]?.query(
        `CREATE TABLE ${world.schema}.counter AS SELECT unnest($1::uuid[]) AS id, 0 AS n`,
        [TASKS],
      );
      const written = Promise.all(writers.map(async (writer) => writeAll(writer, world.schema, random)));
      const isOver = new AbortController();
      const cutting = cutConnections(await world.client(), world.schema, isOver.signal);
      const total = written.then((counts) => counts.reduce((sum, count) => sum + count, 0));
      const streams = await Promise.all(engines.map(async () => readAll(engines, total, random)));
      isOver.abort();
      expect(await cutting).toBeGreaterThan(0);
      for (const events of streams) {
        expect(events).toHaveLength(await total);
        expect(new Set(events.map(({ sequence }) => sequence)).size).toBe(events.length);
        for (const task of TASKS) {
          const numbers = events.filter(({ taskId }) => taskId === task).map(({ data }) => data?.['n']);
          expect(numbers).toEqual(numbers.map((_, index) => index + 1));
        }
      }
    },
  );

  it(
    'ends at a cursor of another stream, which has exactly the later events',
    { timeout: 60_000 },
    async () => {
      await using world = new EngineWorld();
      const [engine, other] = [await world.engine(), await world.engine()];
      const begin = await engine.events.latestCursor();
      const ids = Array.from({ length: 400 }, () => randomUUID());
      // One stream reads while the events are written, in many epochs; the other one after that, in one of many pages.
      const seen: EngineEvent[] = [];
      const reading = (async () => {
        for await (const event of engine.events.subscribe({ after: begin })) {
          if (seen.push(event) === ids.length) return;
        }
      })();
      for (let from = 0; from < ids.length; from += 40) {
        await Promise.all([
          other.submitMany(ids.slice(from, from + 20).map((id) => ({ task: world.task('echo', { id }) }))),
          ...ids.slice(from + 20, from + 40).map(async (id) => other.submit(world.task('echo', { id }))),
        ]);
      }
      await reading;
      const read = async (after: string, until: string): Promise<number[]> => {
        const found: number[] = [];
        for await (const { sequence } of other.events.subscribe({ after, until })) found.push(sequence);
        // Streams with other epochs may have the events of several transactions in another order.
        return sorted(found);
      };
      const sequences = seen.map(({ sequence }) => sequence);
      for (const index of [0, 1, 7, 130, 250, 251, 399]) {
        const until = seen[index]?.cursor ?? '';
        expect(await read(begin, until)).toEqual(sorted(sequences.slice(0, index + 1)));
        expect(await read(until, until)).toEqual([]);
        const after = Math.max(0, index - 90);
        const between = sorted(sequences.slice(after + 1, index + 1));
        expect(await read(seen[after]?.cursor ?? '', until)).toEqual(between);
      }
      const end = await other.events.latestCursor();
      expect(await read(begin, end)).toHaveLength(400);
      expect(await read(seen[130]?.cursor ?? '', end)).toHaveLength(269);
      expect(await read(end, end)).toEqual([]);
      const ofAnother = Buffer.from('9000000000:9000000000:/9000000000:9000000000:/0').toString('base64url');
      await expect(read(end, ofAnother)).rejects.toThrow('"until" of events.subscribe()');
      await expect(read(ofAnother, end)).rejects.toThrow('"after" of events.subscribe()');
      expect(() => other.events.subscribe({ until: 'no cursor' })).toThrow('"until" of events.subscribe()');
    },
  );

  it('is not delayed by open transactions, and has an event after those that its writer saw', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const [first, open, last] = await Promise.all([world.client(), world.client(), world.client()]);
    const [task, other] = [randomUUID(), randomUUID()];
    const events = engine.events.subscribe()[Symbol.asyncIterator]();
    for (const client of [first, open, last]) {
      await client.query('BEGIN');
      await client.query('SELECT pg_current_xact_id()');
    }
    await open.query(...insertion(world.schema, other, 3));
    await last.query(...insertion(world.schema, task, 1));
    await last.query('COMMIT');
    await first.query(...insertion(world.schema, task, 2));
    await first.query('COMMIT');
    expect([await numberOf(events), await numberOf(events)]).toEqual([1, 2]);
    await open.query('COMMIT');
    expect(await numberOf(events)).toBe(3);
  });

  it('has every event, too, when it reads at intervals', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const client = await world.client();
    const after = await engine.events.latestCursor();
    const events = engine.events.subscribe({ after, interval: 250 })[Symbol.asyncIterator]();
    const task = randomUUID();
    const first = numberOf(events);
    await client.query(...insertion(world.schema, task, 1));
    expect(await first).toBe(1);
    const second = events.next();
    await client.query(...insertion(world.schema, task, 2));
    await client.query(...insertion(world.schema, task, 3));
    const positions = [(await second).value, (await events.next()).value].map((event) => event?.data?.['n']);
    expect(positions).toEqual([2, 3]);
    expect(() => engine.events.subscribe({ interval: -1 })).toThrow('interval: too small');
  });

  it('continues after a cursor within a transaction that wrote many events', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const client = await world.client();
    await client.query(...insertion(world.schema, randomUUID(), 0));
    const before = await engine.events.latestCursor();
    await client.query(
      `INSERT INTO ${world.schema}.event (job_id, kind, attempt, data)
       SELECT $1::uuid, 'log', 1, jsonb_build_object('n', n) FROM generate_series(1, 1000) n`,
      [randomUUID()],
    );
    let after = before;
    const numbers: unknown[] = [];
    for (const count of [100, 400, 7, 493]) {
      for (const { cursor, data } of await take(engine.events.subscribe({ after }), count)) {
        after = cursor;
        numbers.push(data?.['n']);
      }
    }
    expect(numbers).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
    await client.query(...insertion(world.schema, randomUUID(), -1));
    expect((await take(engine.events.subscribe({ after }), 1)).map(({ data }) => data?.['n'])).toEqual([-1]);
  });

  it('has the events of one task, or of some kinds', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const client = await world.client();
    await client.query(
      `INSERT INTO ${world.schema}.event (job_id, kind, attempt, data)
       SELECT CASE n % 3 WHEN 0 THEN $1::uuid ELSE $2::uuid END, CASE n % 2 WHEN 0 THEN 'log' ELSE 'progress' END, 1,
         jsonb_build_object('n', n) FROM generate_series(1, 1200) n`,
      TASKS.slice(0, 2),
    );
    const multiples = (step: number): number[] =>
      Array.from({ length: 1_200 / step }, (_, index) => (index + 1) * step);
    const numbersOf = async (options: object, count: number): Promise<unknown[]> =>
      (await take(engine.events.subscribe(options), count)).map(({ data }) => data?.['n']);
    expect(await numbersOf({ taskId: TASKS[0] }, 400)).toEqual(multiples(3));
    expect(await numbersOf({ kinds: ['log'] }, 600)).toEqual(multiples(2));
    expect(await numbersOf({ taskId: TASKS[0], kinds: ['log'] }, 200)).toEqual(multiples(6));
  });

  it('ends with its signal, its iterator and its engine, also while it waits', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const controller = new AbortController();
    const after = await engine.events.latestCursor();
    const [aborted, returned, closed] = [{ after, signal: controller.signal }, { after }, { after }].map(
      (options) => engine.events.subscribe(options)[Symbol.asyncIterator](),
    );
    const pending = [aborted, returned, closed].map(async (iterator) => iterator?.next());
    const end = { done: true, value: undefined };
    controller.abort();
    expect(await pending[0]).toEqual(end);
    expect(await returned?.return?.()).toEqual(end);
    expect(await pending[1]).toEqual(end);
    await engine.close();
    expect(await pending[2]).toEqual(end);
  });

  it.each([
    ['no cursor', 'x'],
    ['of another database', Buffer.from('1:999999999999:/1:999999999999:/5').toString('base64url')],
  ])('refuses a cursor that is %s', async (_what, after) => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const read = async (): Promise<unknown> => take(engine.events.subscribe({ after }), 1);
    await expect(read()).rejects.toMatchObject({ code: 'INVALID_TASK' });
  });
});

const insertion = (schema: string, task: string, n: number): [string, unknown[]] => [
  `INSERT INTO ${schema}.event (job_id, kind, attempt, data) VALUES ($1, 'log', 1, jsonb_build_object('n', $2::int))`,
  [task, n],
];

const numberOf = async (events: AsyncIterator<EngineEvent>): Promise<unknown> => {
  const { value } = (await events.next()) as { value: EngineEvent };
  return value.data?.['n'];
};

async function take(events: AsyncIterable<EngineEvent>, count: number): Promise<EngineEvent[]> {
  const taken: EngineEvent[] = [];
  for await (const event of events) if (taken.push(event) >= count) break;
  return taken;
}

/** Transactions of random length over random tasks, whose rows it locks as the triggers do; how many events it committed. */
async function writeAll(client: Client, schema: string, random: (below: number) => number): Promise<number> {
  let count = 0;
  for (let index = 0; index < TRANSACTIONS; index += 1) {
    await client.query('BEGIN');
    // Some have a number long before they write.
    if (random(2) === 0) await client.query('SELECT pg_current_xact_id()');
    for (let idle = random(20); idle > 0; idle -= 1) await client.query('SELECT');
    // In one order, so that nobody waits for one who waits for him.
    const tasks = TASKS.filter(() => random(4) === 0);
    let added = 0;
    for (const task of tasks) {
      await client.query(
        `WITH next AS (UPDATE ${schema}.counter SET n = n + 1 WHERE id = $1 RETURNING n)
         INSERT INTO ${schema}.event (job_id, kind, attempt, data)
         SELECT $1, 'log', 1, jsonb_build_object('n', n) FROM next`,
        [task],
      );
      added += 1;
      for (let idle = random(10); idle > 0; idle -= 1) await client.query('SELECT');
    }
    const isKept = random(4) > 0;
    await client.query(isKept ? 'COMMIT' : 'ROLLBACK');
    if (isKept) count += added;
  }
  return count;
}

/** Reads as many events as there will be, in pieces, each by another engine from the last cursor on. */
async function readAll(
  engines: readonly Engine[],
  total: Promise<number>,
  random: (below: number) => number,
): Promise<EngineEvent[]> {
  const events: EngineEvent[] = [];
  const isComplete = new AbortController();
  let expected = Number.POSITIVE_INFINITY;
  void total.then((count) => {
    expected = count;
    if (events.length >= count) isComplete.abort();
    return count;
  });
  while (events.length < expected) {
    const engine = engines[random(engines.length)] as Engine;
    let left = 1 + random(60);
    for await (const event of engine.events.subscribe({
      after: events.at(-1)?.cursor,
      signal: isComplete.signal,
    })) {
      events.push(event);
      left -= 1;
      if (events.length >= expected || left === 0) break;
    }
  }
  return events;
}

/** Cuts connections of engines at random. Returns how many it cut. */
async function cutConnections(client: Client, schema: string, signal: AbortSignal): Promise<number> {
  let count = 0;
  while (!signal.aborted) {
    const { rowCount } = await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE starts_with(application_name, $1) ORDER BY random() LIMIT 1`,
      [`poppobuilder ${schema}`],
    );
    count += rowCount ?? 0;
    await client.query('SELECT pg_sleep(0.02)');
  }
  return count;
}
