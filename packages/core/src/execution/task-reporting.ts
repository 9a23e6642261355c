import { describeAsText, describeForLog, describeValue } from '../errors/describe-value.ts';
import { createLogger, type LogFields, type Logger, type LogSink } from '../logging/logger.ts';
import { ProjectLog } from '../logging/project-log.ts';
import type { ProgressFunction } from './progress.ts';
import type { TaskEvents } from './task-events.ts';
import type { TaskOutput } from './task-output.ts';
import type { TaskRun } from './task-run.ts';
import type { ExecutorContext } from './task-pipeline.ts';

type Reporting = Pick<ExecutorContext, 'events' | 'workerId'>;

/** The logger of a task: lines go to the project's log and to `log` events, masked. */
export function createTaskLogger(way: Reporting, run: TaskRun): Logger {
  return createLogger([
    fileSink(way, run),
    (level, message) =>
      emitUntilConcluded(way, run, 'log', { task: run.shown, level, message: run.masker.text(message) }),
  ]);
}

/** Writes what a handler threw, with its stack, to the project's log alone: events and errors carry no stacks. */
export function logDefect(way: Reporting, run: TaskRun, thrown: unknown): void {
  createLogger([fileSink(way, run)]).error({ error: thrown }, 'the handler failed');
}

function fileSink(way: Reporting, run: TaskRun): LogSink {
  const { id: taskId, type: taskType } = run.checked.base;
  const { masker, project } = run;
  const place = { taskId, taskType, workerId: way.workerId };
  return (level, message, fields) => {
    const line = masker.value({ ...place, ...describeFields(fields) });
    project.scope.get(ProjectLog).write(level, masker.text(message), line);
  };
}

/** Sends output of commands and agents, which is masked already, as `log` events. */
export function createOutput(way: Reporting, run: TaskRun): TaskOutput {
  return {
    write: (level, message, stream) =>
      emitUntilConcluded(way, run, 'log', {
        task: run.shown,
        level,
        message,
        ...(stream === undefined ? {} : { stream }),
      }),
  };
}

/** The progress function of a task; it remembers the stage for errors. */
export function createProgress(way: Reporting, run: TaskRun): ProgressFunction {
  const { masker } = run;
  return (stage, message, data) => {
    run.stage = describeAsText(stage);
    const shownData = progressData(data, masker.value);
    emitUntilConcluded(way, run, 'progress', {
      task: run.shown,
      stage: masker.text(run.stage),
      message: masker.text(describeAsText(message)),
      ...(shownData === undefined ? {} : { data: shownData }),
    });
  };
}

const describeFields = (fields: LogFields): LogFields => describeForLog(fields) as LogFields;

/** An abandoned handler may go on reporting; its events would come after the last one. */
function emitUntilConcluded<Name extends 'log' | 'progress'>(
  way: Reporting,
  run: TaskRun,
  event: Name,
  payload: TaskEvents[Name],
): void {
  if (!run.concluded) way.events.emit(event, payload);
}

/** Makes what a handler hands to `progress` fit for an event, whatever it is. */
function progressData(
  data: unknown,
  mask: <T>(value: T) => T,
): Readonly<Record<string, unknown>> | undefined {
  if (data === undefined) return undefined;
  const described = mask(describeValue(data));
  const isObject = typeof described === 'object' && described !== null && !Array.isArray(described);
  return isObject ? (described as Readonly<Record<string, unknown>>) : { value: described };
}
