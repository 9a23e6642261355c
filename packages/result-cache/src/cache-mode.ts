import { type BaseTask, nearest, type Task, TaskError } from '@poppobuilder/core';
import { anyObject, parseArgument } from '@poppobuilder/core/runner-kit';

/**
 * What the cache does for a task: `read` takes a result and keeps none, `write` runs the task always and keeps the result,
 * `read-write` does both, `off` neither.
 */
export type CacheMode = (typeof MODES)[number];

const MODES = ['read', 'write', 'read-write', 'off'] as const;

/**
 * The mode that a task asks for itself: `metadata.cache`. What is no text is left to the submitter. Throws `INVALID_TASK`
 * for another text, and for what is no task.
 */
export function cacheModeOf(task: Pick<Task | BaseTask, 'metadata'>): CacheMode | undefined {
  parseArgument(anyObject, task, { of: 'cacheModeOf()', name: 'task' });
  const asked = task.metadata?.['cache'];
  if (typeof asked !== 'string') return undefined;
  const mode = MODES.find((known) => known === asked);
  if (mode !== undefined) return mode;
  const suggestion = nearest(asked, [...MODES]);
  throw new TaskError({
    code: 'INVALID_TASK',
    message: `metadata.cache is ${JSON.stringify(asked)}. It must be one of ${MODES.join(', ')}.`,
    hint: suggestion === undefined ? undefined : `Did you mean "${suggestion}"?`,
  });
}

/** Whether a result may be taken. */
export const reads = (mode: CacheMode): boolean => mode === 'read' || mode === 'read-write';

/** Whether a result is kept. */
export const writes = (mode: CacheMode): boolean => mode === 'write' || mode === 'read-write';
