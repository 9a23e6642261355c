import { type LogFields, type LogLevel, ProjectLog } from '@poppobuilder/core';
import { drainStartWarnings } from '@poppobuilder/core/runner-kit';
import type { Limited, PoolContext } from './pool-context.ts';

/** Writes an entry into the log of the task's project, masked. */
export function writeLogEntry(
  { project, masker }: Pick<Limited, 'project' | 'masker'>,
  level: LogLevel,
  message: string,
  fields: LogFields,
): void {
  project.scope.get(ProjectLog).write(level, masker.text(message), masker.value(fields));
}

/** Starts the task's clock, and sends its first event and the warnings for its log. */
export function startTask({ events }: PoolContext, state: Limited): void {
  const { run, shown: task, masker } = state;
  run.startedAt = performance.now();
  events.emit('task-started', { task });
  for (const message of drainStartWarnings(state)) {
    writeLogEntry(state, 'warn', message, {});
    events.emit('log', { task, level: 'warn', message: masker.text(message) });
  }
}
