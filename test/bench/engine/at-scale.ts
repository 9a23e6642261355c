import { Client } from 'pg';
import { PgBoss } from 'pg-boss';
import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDatabase } from './bench-database.ts';
import { BenchEngine } from './bench-engine.ts';

const FEW = 1_000;
const MANY = 1_000_000;
const OPEN = 10_000;
const ROUNDS = 5;
const SAMPLES = 50;

/** Claiming and listing with a million finished tasks, beside the same with a thousand; 10,000 are open in both. */
export async function benchAtScale(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  await using few = await Filled.open(database.url, 'few', FEW);
  await using many = await Filled.open(database.url, 'many', MANY);
  return [
    await compareSides('claim at 1,000,000 finished tasks, p50 / at 1,000', many, few, async (side) =>
      side.claim(),
    ),
    await compareSides('list the newest at 1,000,000, p50 / at 1,000', many, few, async (side) =>
      side.ours.engine.list({ limit: 50 }),
    ),
    await compareSides('list the queued at 1,000,000, p50 / at 1,000', many, few, async (side) =>
      side.ours.engine.list({ state: 'queued', limit: 50 }),
    ),
    await compareSides('list the failed of a project at 1,000,000, p50 / at 1,000', many, few, async (side) =>
      side.ours.engine.list({ state: 'failed', projectId: 'project', limit: 50 }),
    ),
  ];
}

async function compareSides(
  name: string,
  many: Filled,
  few: Filled,
  work: (side: Filled) => Promise<unknown>,
): Promise<Row> {
  const rounds: { value: number; peer: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const measured = { value: await time(async () => work(many)), peer: await time(async () => work(few)) };
    if (round > 0) rounds.push(measured);
  }
  const comparison = {
    unit: 'ms',
    value: median(rounds.map(({ value }) => value)),
    peer: median(rounds.map(({ peer }) => peer)),
    ratio: median(rounds.map(({ value, peer }) => value / peer)),
  };
  return ratioRow(name, comparison, 1.5);
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const values: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const startedAt = performance.now();
    await work();
    values.push(performance.now() - startedAt);
  }
  return median(values);
}

/** An engine whose history is full. */
class Filled implements AsyncDisposable {
  readonly ours: BenchEngine;
  readonly #boss: PgBoss;

  constructor(ours: BenchEngine, boss: PgBoss) {
    this.ours = ours;
    this.#boss = boss;
  }

  static async open(url: string, schema: string, finished: number): Promise<Filled> {
    const ours = await BenchEngine.open(url, schema);
    await fill(url, schema, finished);
    for (let count = 0; count < OPEN; count += 2_000) {
      await ours.engine.submitMany(Array.from({ length: 2_000 }, () => ({ task: ours.task() })));
    }
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`VACUUM ANALYZE ${schema}.task; `);
    await client.query(`VACUUM ANALYZE ${schema}.event`);
    await client.query(`VACUUM ANALYZE ${schema}_boss.job_common`);
    await client.end();
    const boss = new PgBoss({
      connectionString: url,
      schema: `${schema}_boss`,
      supervise: false,
      schedule: false,
    });
    await boss.start();
    return new Filled(ours, boss);
  }

  async claim(): Promise<void> {
    const [job] = await this.#boss.fetch<object>('tasks/free');
    if (job === undefined) throw new Error('There is nothing to claim.');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#boss.stop({ graceful: false });
    await this.ours[Symbol.asyncDispose]();
  }
}

/** Writes finished tasks as the engine and pg-boss would have left them; one in a thousand failed. */
async function fill(url: string, schema: string, count: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`SET session_replication_role = replica`);
  await client.query(`CREATE TEMPORARY TABLE made AS
    SELECT gen_random_uuid() AS id, n, CASE WHEN n % 1000 = 0 THEN 'failed' ELSE 'completed' END AS state,
      now() - interval '1 day' + n * interval '1 microsecond' AS at FROM generate_series(1, ${count}) AS n`);
  await client.query(`INSERT INTO ${schema}_boss.job_common
      (id, name, data, state, created_on, started_on, completed_on, output, policy)
    SELECT id, 'tasks/free', jsonb_build_object('task', jsonb_build_object('id', id, 'type', 'no-op', 'projectId', 'project')),
      state::${schema}_boss.job_state, at, at, at, '{"result": {"success": true}}', 'standard' FROM made`);
  await client.query(`INSERT INTO ${schema}.task
      (job_id, queue, id, type, project_id, state, is_open, is_bad, attempt, due_at, created_at, started_at, finished_at)
    SELECT id, 'tasks/free', id, 'no-op', 'project', CASE state WHEN 'completed' THEN 'succeeded' ELSE state END,
      false, state = 'failed', 1, at, at, at, at FROM made ORDER BY n`);
  await client.query(`INSERT INTO ${schema}.event (job_id, kind, state, attempt)
    SELECT id, 'state', s, 1 FROM made, unnest(ARRAY['queued', 'running', 'succeeded']) AS s`);
  await client.end();
}
