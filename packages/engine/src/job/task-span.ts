import { endTaskTrace, type SpanAttributes, type TaskTrace } from '@poppobuilder/core/runner-kit';

/** What names a task in its spans. */
export interface TracedTask {
  readonly id: string;
  readonly type: string;
  readonly projectId: string;
}

/** Returns the name of the span that covers a task from its submission to its completion. */
export const taskSpanName = ({ type }: Pick<TracedTask, 'type'>): string => `task ${type}`;

/** Returns the attributes that all spans of a task have. */
export const taskAttributes = ({ id, type, projectId }: TracedTask): SpanAttributes => ({
  'poppobuilder.task.id': id,
  'poppobuilder.task.type': type,
  'poppobuilder.project.id': projectId,
  'cicd.pipeline.name': type,
  'cicd.pipeline.run.id': id,
});

/** A task that ended while it waited, as the database has it. */
export interface EndedWaiting {
  readonly trace: TaskTrace | null;
  readonly id: string;
  readonly type: string;
  readonly project: string;
}

/** Returns the columns of {@link EndedWaiting} of a job. `alias` is that of the table of jobs. */
export const endedWaitingColumns = (alias: string): string =>
  `${alias}.data->'trace' AS trace, coalesce(${alias}.data->'task'->>'id', ${alias}.id::text) AS id,
   ${alias}.data->'task'->>'type' AS type, ${alias}.data->'task'->>'projectId' AS project`;

/** Ends the spans of tasks that no attempt ends. */
export function endWaiting(tasks: readonly EndedWaiting[], outcome: 'cancelled' | 'expired'): void {
  for (const { trace, project, ...task } of tasks) {
    if (trace === null) continue;
    const attributes = {
      ...taskAttributes({ ...task, projectId: project }),
      'poppobuilder.outcome': outcome,
    };
    endTaskTrace(trace, taskSpanName(task), attributes);
  }
}
