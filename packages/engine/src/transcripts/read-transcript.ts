import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { EngineContext } from '../engine-context.ts';
import { jobIdOf } from '../job/job-id.ts';
import { taskNotFound } from '../job/task-not-found.ts';
import type { TranscriptContent, TranscriptPart } from './transcript-part.ts';

/** Options of `engine.tasks.transcript()`. */
export interface TranscriptOptions {
  /** `sequence` of a part: only later ones are returned. @defaultValue the first part */
  readonly after?: number | undefined;
  /** The maximum number of parts, 1 to 1000. @defaultValue 200 */
  readonly limit?: number | undefined;
}

const DEFAULT_LIMIT = 200;

const transcriptSchema: z.ZodType<TranscriptOptions> = z.strictObject({
  after: z.int().min(0, 'must be the "sequence" of a part').optional(),
  limit: z.int().min(1).max(1_000).optional(),
} satisfies ShapeOf<TranscriptOptions>);

interface PartRow {
  readonly sequence: string;
  readonly attempt: number;
  readonly at: Date;
  readonly data: TranscriptContent;
}

/**
 * Returns a page of the transcript of a task, in order. Rejects with `TASK_NOT_FOUND`, `INVALID_TASK`.
 *
 * @internal
 */
export async function readTranscript(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
  taskId: string,
  options: TranscriptOptions,
): Promise<TranscriptPart[]> {
  const { after = 0, limit = DEFAULT_LIMIT } = parseArgument(transcriptSchema, options, {
    of: 'tasks.transcript()',
  });
  const jobId = jobIdOf(taskId);
  const rows = await database.retryWhileUnavailable(async () =>
    database.query<PartRow>(
      `SELECT sequence, attempt, at, data FROM ${names.own}.event
       WHERE job_id = $1 AND sequence > $2 AND kind = 'transcript' ORDER BY sequence LIMIT $3`,
      [jobId, after, limit],
    ),
  );
  if (rows.length === 0) {
    const found = await database.query(`SELECT 1 FROM ${names.own}.task WHERE job_id = $1`, [jobId]);
    if (found.length === 0) throw taskNotFound(taskId);
  }
  return rows.map(({ sequence, attempt, at, data }) => ({
    ...data,
    sequence: Number(sequence),
    attempt,
    at,
  }));
}
