import { z } from 'zod';
import { parseArgument } from '@poppobuilder/core/runner-kit';
import { knownText } from '../arguments/ids.ts';
import type { EngineContext } from '../engine-context.ts';
import { jobIdOf } from '../job/job-id.ts';
import { withoutNull } from './summary-row.ts';

/** What people recognize a task by, and what it does. */
export interface TaskActivity {
  /** The title of its issue or pull request. */
  readonly title?: string | undefined;
  /** What it reported last. Only of a task that runs. */
  readonly progress?: { readonly stage: string; readonly message: string } | undefined;
  /** What its attempts have spent so far, as far as it is known. In US dollars. Absent where nothing was spent. */
  readonly costUsd?: number | undefined;
  /** How many attempts ended without reporting what they spent. Absent for none. */
  readonly unknownRuns?: number | undefined;
}

interface ActivityRow {
  readonly id: string;
  readonly title: string | null;
  readonly stage: string | null;
  readonly message: string | null;
  readonly cost: number | null;
  readonly unknown: number | null;
}

const idsSchema = z.array(knownText).max(1_000);

/**
 * Returns the {@link TaskActivity} of tasks, by their ids.
 *
 * @internal
 */
export async function readActivity(
  { database, names: { own, boss } }: Pick<EngineContext, 'database' | 'names'>,
  given: readonly string[],
): Promise<ReadonlyMap<string, TaskActivity>> {
  const ids = parseArgument(idsSchema, given, { of: 'tasks.activity()', name: 'ids' });
  if (ids.length === 0) return new Map();
  const rows = await database.retryWhileUnavailable(async () =>
    database.query<ActivityRow>(
      `SELECT t.id, j.data->'task'->'issue'->>'title' AS title, p.stage, p.message, c.cost, c.unknown
      FROM unnest($1::uuid[]) wanted (job_id) JOIN ${own}.task t USING (job_id)
      LEFT JOIN ${boss}.job j ON j.name = t.queue AND j.id = t.job_id
      LEFT JOIN LATERAL (
        SELECT e.data->>'stage' AS stage, e.data->>'message' AS message FROM ${own}.event e
        WHERE t.state = 'running' AND e.job_id = t.job_id AND e.kind = 'progress' ORDER BY e.sequence DESC LIMIT 1
      ) p ON true
      LEFT JOIN LATERAL (
        SELECT nullif(sum(s.usd), 0) AS cost, nullif(sum(s.unknown), 0)::int AS unknown
        FROM ${own}.spending s WHERE t.attempt > 0 AND s.task_id = t.id
      ) c ON true`,
      [ids.map(jobIdOf)],
    ),
  );
  return new Map(
    rows.map(({ id, title, stage, message, cost, unknown }) => [
      id,
      withoutNull({
        title,
        progress: stage === null || message === null ? undefined : { stage, message },
        costUsd: cost,
        unknownRuns: unknown,
      }),
    ]),
  );
}
