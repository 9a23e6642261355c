import type { ListOptions } from '@poppobuilder/engine';
import { Client } from 'pg';
import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDatabase } from './bench-database.ts';
import { BenchEngine } from './bench-engine.ts';

const FEW = 1_000;
const MANY = 1_000_000;
const OPEN = 10_000;
const ROUNDS = 5;
const SAMPLES = 50;
/** Tasks in a page; both sides have as many that failed. */
const PAGE = 50;

/** Fetching and listing with a million finished tasks, beside the same with a thousand; 10,000 are open in both. */
export async function benchAtScale(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  await using few = await Filled.open(database.url, 'few', FEW);
  await using many = await Filled.open(database.url, 'many', MANY);
  return [
    await compareSides('fetch at 1,000,000 finished tasks, p50 / at 1,000', many, few, async (side) =>
      side.claims(),
    ),
    await compareSides('list the newest at 1,000,000, p50 / at 1,000', many, few, async (side) =>
      side.lists({}),
    ),
    await compareSides('list the queued at 1,000,000, p50 / at 1,000', many, few, async (side) =>
      side.lists({ state: 'queued' }),
    ),
    await compareSides('list the failed of a project at 1,000,000, p50 / at 1,000', many, few, async (side) =>
      side.lists({ state: 'failed', projectId: 'project' }),
    ),
  ];
}

async function compareSides(
  name: string,
  many: Filled,
  few: Filled,
  measure: (side: Filled) => Promise<number[]>,
): Promise<Row> {
  const rounds: { value: number; peer: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const measured = { value: median(await measure(many)), peer: median(await measure(few)) };
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

/** An engine whose history is full. */
class Filled implements AsyncDisposable {
  readonly #ours: BenchEngine;

  constructor(ours: BenchEngine) {
    this.#ours = ours;
  }

  static async open(url: string, schema: string, finished: number): Promise<Filled> {
    const ours = await BenchEngine.open(url, schema);
    await fill(url, schema, finished);
    for (let count = 0; count < OPEN; count += 2_000) {
      // From two projects, so that they share slots.
      const projects = Array.from({ length: 2_000 }, (_, index) => (index % 2 === 0 ? 'project' : 'other'));
      await ours.engine.submitMany(projects.map((project) => ({ task: ours.task('no-op', project) })));
    }
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`VACUUM ANALYZE ${schema}.task`);
    await client.query(`VACUUM ANALYZE ${schema}.event`);
    await client.query(`VACUUM ANALYZE ${schema}_boss.job_common`);
    await client.end();
    return new Filled(ours);
  }

  /** Milliseconds from the end of a task to the start of the next one in the same slot. */
  async claims(): Promise<number[]> {
    const { engine, runner } = this.#ours;
    const values: number[] = [];
    const consumer = engine.consume({ slots: 1, runner });
    while (values.length < SAMPLES) {
      await this.#ours.next('context-cleaned');
      const endedAt = performance.now();
      await this.#ours.next('task-started');
      values.push(performance.now() - endedAt);
    }
    await consumer.stop();
    return values;
  }

  /** Milliseconds for a page. */
  async lists(filter: ListOptions): Promise<number[]> {
    const values: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const startedAt = performance.now();
      const { tasks } = await this.#ours.engine.tasks.list({ ...filter, limit: PAGE });
      values.push(performance.now() - startedAt);
      if (tasks.length < PAGE) throw new Error(`The page has ${tasks.length} tasks.`);
    }
    return values;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ours[Symbol.asyncDispose]();
  }
}

/** Writes finished tasks as the engine and pg-boss would have left them; one in twenty failed. */
async function fill(url: string, schema: string, count: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`SET session_replication_role = replica`);
  await client.query(`CREATE TEMPORARY TABLE made AS
    SELECT gen_random_uuid() AS id, n, CASE WHEN n % 20 = 0 THEN 'failed' ELSE 'completed' END AS state,
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
