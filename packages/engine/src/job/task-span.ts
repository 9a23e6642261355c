import type { SpanAttributes } from '@poppobuilder/core/runner-kit';

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
