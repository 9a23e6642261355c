import { TaskError } from '@poppobuilder/core';
import type { FollowOptions, Reporter } from '../output/reporter.ts';
import type { TaskFileRunner } from '../runners/task-file-runner.ts';
import { CrashableEvents } from '../tasks/crashable-events.ts';

/** Reports a crash of this process. */
export interface CrashWatch {
  /** Reports the tasks of a runner from now on, and running tasks as failed at a crash. */
  follow(executor: Pick<TaskFileRunner, 'on' | 'redact'>, options?: FollowOptions): void;
  /** Stops listening. */
  stop(): void;
}

/**
 * Ends this process after an uncaught error, such as one in a plugin that runs in this process. The reporter reports the
 * error with secrets masked. Everything that is still running is killed.
 */
export function onCrash(reporter: Reporter): CrashWatch {
  let followed: Pick<TaskFileRunner, 'redact'> | undefined;
  let events: CrashableEvents | undefined;
  let crashed = false;
  const redact = (text: string): string => followed?.redact(text) ?? text;
  const listener = (thrown: unknown): void => {
    if (crashed) return;
    crashed = true;
    void report(crashError(thrown, redact)).finally(() => process.exit(1));
  };
  const report = async (error: TaskError): Promise<void> => {
    reporter.refuse({ error });
    events?.crash();
    await reporter.close();
  };
  process.on('uncaughtException', listener);
  return {
    follow(runner, options) {
      followed = runner;
      events = new CrashableEvents(runner);
      reporter.follow(events, options);
    },
    stop: () => void process.off('uncaughtException', listener),
  };
}

function crashError(thrown: unknown, redact: (text: string) => string): TaskError {
  const what = 'The process crashed because of an uncaught error outside of any task';
  try {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return new TaskError({ code: 'WORKER_CRASHED', message: `${what}: ${reason}`, cause: thrown, redact });
  } catch {
    // The thrown value cannot be read, and must not be shown unmasked.
    return new TaskError({ code: 'WORKER_CRASHED', message: `${what}.` });
  }
}
