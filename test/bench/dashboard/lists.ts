import type { ListOptions } from '@poppobuilder/engine';
import { Client } from 'pg';
import { BenchDatabase } from '../engine/bench-database.ts';
import { BenchEngine } from '../engine/bench-engine.ts';
import { percentile } from '../engine/percentile.ts';
import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';

const FEW = 1_000;
const MANY = 1_000_000;
const OPEN = 200;
const ROUNDS = 3;
const SAMPLES = 40;
const PAGE = 100;

/** What is listed, with the number of tasks that it finds at least on both sides. */
const LISTS: readonly (readonly [name: string, options: ListOptions, found: number])[] = [
  ['list the newest', {}, PAGE],
  ['filter by state', { state: 'succeeded' }, PAGE],
  ['filter by state and project', { state: 'failed', projectId: 'shop' }, 20],
  ['filter by a rare type', { type: 'rare' }, 2],
  ['filter by what runs', { state: 'running' }, 0],
  ['search for an id', { text: 'task-0000500' }, 1],
  ['search for a part of a key', { text: 'issue#77' }, 1],
  ['search for a title', { text: 'the cart is empty after 500' }, 1],
  ['search for a common word', { text: 'cart' }, PAGE],
  ['search for a word in one of a hundred', { text: 'checkout' }, 9],
  ['search for a word among those that failed', { text: 'cart', state: 'failed' }, 50],
  ['search for a word that none of those has', { text: 'checkout', state: 'failed' }, 0],
  ['search for two letters that are not there', { text: 'qx' }, 0],
  ['search for Japanese that is not there', { text: 'カートの問題' }, 0],
  ['search for what is not there', { text: 'no such thing' }, 0],
];

/** Listing, filtering and searching a million tasks, beside the same with a thousand; both have 200 open ones. */
export async function benchLists(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  await using few = await filled(database.url, 'few', FEW);
  await using many = await filled(database.url, 'many', MANY);
  const rows: Row[] = [];
  for (const [name, options, found] of LISTS) rows.push(await compare(name, { many, few, options, found }));
  return rows;
}

interface Comparison {
  readonly many: BenchEngine;
  readonly few: BenchEngine;
  readonly options: ListOptions;
  readonly found: number;
}

async function compare(name: string, { many, few, options, found }: Comparison): Promise<Row> {
  const rounds: { readonly value: number; readonly peer: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [value, peer] = [await p95(many, options, found), await p95(few, options, found)];
    if (round > 0) rounds.push({ value, peer });
  }
  const comparison = {
    unit: 'ms',
    value: median(rounds.map(({ value }) => value)),
    peer: median(rounds.map(({ peer }) => peer)),
    ratio: median(rounds.map(({ value, peer }) => value / peer)),
  };
  return ratioRow(`${name} at 1,000,000 tasks, p95 / at 1,000`, comparison, 2);
}

async function p95({ engine }: BenchEngine, options: ListOptions, found: number): Promise<number> {
  const values: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const startedAt = performance.now();
    const { tasks } = await engine.tasks.list({ ...options, limit: PAGE });
    values.push(performance.now() - startedAt);
    if (tasks.length < found) throw new Error(`${JSON.stringify(options)} finds ${tasks.length} tasks.`);
  }
  return percentile(values, 95);
}

async function filled(url: string, schema: string, finished: number): Promise<BenchEngine> {
  const ours = await BenchEngine.open(url, schema);
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(fillStatements(schema, finished));
  const open = Array.from({ length: OPEN }, () => ({ task: ours.task('no-op') }));
  await ours.engine.submitMany(open);
  for (const table of ['task', 'search']) {
    await client.query(`VACUUM ANALYZE ${schema}.${table}`);
  }
  await client.end();
  return ours;
}

/** Writes finished tasks of ten projects as the engine would have left them; one in twenty failed, and two are of a rare type. */
function fillStatements(schema: string, count: number): string {
  return `
SET session_replication_role = replica;
CREATE TEMPORARY TABLE made AS SELECT gen_random_uuid() AS job_id, n, 'task-' || lpad(n::text, 7, '0') AS id,
  CASE WHEN n IN (3, 4) THEN 'rare' ELSE 'process-issue' END AS type,
  CASE n % 10 WHEN 0 THEN 'shop' ELSE 'project-' || n % 10 END AS project,
  CASE WHEN n % 20 = 0 THEN 'failed' ELSE 'completed' END AS state, 'issue#' || n AS key,
  now() - interval '1 day' + n * interval '1 microsecond' AS at FROM generate_series(1, ${count}) AS n;
CREATE TEMPORARY TABLE tasks AS SELECT *, jsonb_build_object('id', id, 'type', type, 'projectId', project, 'issue', n,
  'title', 'The cart is empty after ' || n || CASE WHEN n % 100 = 7 THEN ' times at the checkout' ELSE ' times' END) AS task FROM made;
INSERT INTO ${schema}.task
    (job_id, queue, id, type, project_id, state, is_open, is_bad, attempt, key, due_at, created_at, started_at, finished_at)
  SELECT job_id, 'tasks/free', id, type, project, CASE state WHEN 'completed' THEN 'succeeded' ELSE state END,
    false, state = 'failed', 1, key, at, at, at, at FROM made ORDER BY n;
CREATE TEMPORARY TABLE index AS SELECT pg_get_indexdef('${schema}.search_text'::regclass) AS definition;
DROP INDEX ${schema}.search_text;
INSERT INTO ${schema}.search (number, text)
  SELECT t.number, ${schema}.search_text(t.id, t.type, t.key, m.task) FROM tasks m JOIN ${schema}.task t USING (job_id) ORDER BY 1;
SET maintenance_work_mem = '256MB';
DO $$ BEGIN EXECUTE (SELECT definition FROM index); END $$;
DROP TABLE made, tasks, index;
SET session_replication_role = DEFAULT;`;
}
