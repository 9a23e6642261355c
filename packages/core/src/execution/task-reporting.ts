import { describeAsText, describeForLog, describeValue } from '../errors/describe-value.ts';
import { createLogger, type LogFields, type Logger, type LogSink } from '../logging/logger.ts';
import { ProjectLog } from '../logging/project-log.ts';
import { traceFields } from '../tracing/trace-fields.ts';
import type { ExecutorContext } from './executor-context.ts';
import type { InFlight, Opened } from './pipeline-states.ts';
import type { ProgressFunction } from './progress.ts';
import type { TaskEvents } from './task-events.ts';
import type { TaskOutput } from './task-output.ts';

/** What reporting needs of an executor. */
type Reporter = Pick<ExecutorContext, 'events' | 'workerId'>;

/** What reporting needs of a task. */
type Reported = Pick<Opened, 'run' | 'checked' | 'project' | 'masker' | 'shown'>;

/** Creates the logger of a task: entries go to the project's log and to `log` events, masked. */
export function createTaskLogger(reporter: Reporter, state: Reported): Logger {
  const { shown: task, masker } = state;
  return createLogger([
    fileSink(reporter, state),
    (level, message) =>
      emitUntilConcluded(reporter, state, 'log', { task, level, message: masker.text(message) }),
  ]);
}

/** Writes what a handler threw, with its stack, to the project's log alone: events and errors carry no stacks. */
export function logDefect(
  reporter: Reporter,
  { run, checked, project, masker, shown }: InFlight,
  thrown: unknown,
): void {
  if (checked === undefined || project === undefined || masker === undefined || shown === undefined) return;
  const sink = fileSink(reporter, { run, checked, project, masker, shown });
  createLogger([sink]).error({ error: thrown }, 'the handler failed');
}

function fileSink({ workerId }: Reporter, { checked, masker, project }: Reported): LogSink {
  const { id: taskId, type: taskType } = checked.base;
  return (level, message, fields) => {
    const described = describeForLog(fields) as LogFields;
    const entry = masker.value({ taskId, taskType, workerId, ...traceFields(), ...described });
    project.scope.get(ProjectLog).write(level, masker.text(message), entry);
  };
}

/** Creates the sink for output of commands, which is masked already: it goes to `log` events alone. */
export function createOutput(reporter: Reporter, state: Reported): TaskOutput {
  return {
    write: (level, message, stream) =>
      emitUntilConcluded(reporter, state, 'log', {
        task: state.shown,
        level,
        message,
        ...(stream === undefined ? {} : { stream }),
      }),
  };
}

/** Creates the progress function of a task; it remembers the stage for errors. */
export function createProgress(reporter: Reporter, state: Reported): ProgressFunction {
  const { run, masker, shown: task } = state;
  return (givenStage, message, data) => {
    const stage = describeAsText(givenStage);
    run.stage = stage;
    const shownData = progressData(data, masker.value);
    emitUntilConcluded(reporter, state, 'progress', {
      task,
      stage: masker.text(stage),
      message: masker.text(describeAsText(message)),
      ...(shownData === undefined ? {} : { data: shownData }),
    });
  };
}

/** An abandoned handler may continue to report; its events would come after the last one. */
function emitUntilConcluded<Name extends 'log' | 'progress'>(
  { events }: Reporter,
  { run }: Reported,
  event: Name,
  payload: TaskEvents[Name],
): void {
  if (!run.concluded) events.emit(event, payload);
}

/** Turns what a handler hands to `progress` into the data of an event. */
function progressData(
  data: unknown,
  mask: <T>(value: T) => T,
): Readonly<Record<string, unknown>> | undefined {
  if (data === undefined) return undefined;
  const described = mask(describeValue(data));
  const isObject = typeof described === 'object' && described !== null && !Array.isArray(described);
  return isObject ? (described as Readonly<Record<string, unknown>>) : { value: described };
}
