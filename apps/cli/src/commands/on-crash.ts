import { TaskError } from '@poppobuilder/core';
import type { FollowOptions, Reporter } from '../output/reporter.ts';
import type { TaskFileRunner } from '../runners/task-file-runner.ts';
import { CrashableEvents } from '../tasks/crashable-events.ts';

/** What tells of a crash. */
export interface CrashWatch {
  /** Tells the reporter of a runner's tasks from now on, and at a crash that those which run have failed. */
  follow(executor: Pick<TaskFileRunner, 'on' | 'redact'>, options?: FollowOptions): void;
  /** Stops listening. */
  stop(): void;
}

/**
 * Ends this process when something throws where nobody can catch it, such as a plugin's code that runs in this process,
 * once the reporter has told of it without any secret. What still runs is killed.
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
  const told = 'The process crashed, because something threw outside of its task';
  try {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return new TaskError({ code: 'WORKER_CRASHED', message: `${told}: ${reason}`, cause: thrown, redact });
  } catch {
    // What was thrown cannot be read, and may not be told without having been masked.
    return new TaskError({ code: 'WORKER_CRASHED', message: `${told}.` });
  }
}
