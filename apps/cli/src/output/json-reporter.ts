import type { TaskEventName, TaskEvents, TaskRunner } from '@poppobuilder/core';
import type { CacheHit } from '@poppobuilder/result-cache';
import { formatError } from './format-error.ts';
import type { Output } from './output.ts';
import type { Refusal, Reporter } from './reporter.ts';

const EVENTS = [
  'task-rejected',
  'task-started',
  'progress',
  'log',
  'task-completed',
  'task-failed',
  'task-cancelled',
  'context-cleaned',
] as const satisfies readonly TaskEventName[];

/** Writes one JSON object a line to standard output: `event`, `at`, and what the event carries. */
export class JsonReporter implements Reporter {
  readonly #stdout: Output;
  readonly #stderr: Output;

  constructor(stdout: Output, stderr: Output) {
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  get broken(): AbortSignal {
    return this.#stdout.broken;
  }

  follow(runner: Pick<TaskRunner, 'on'>): void {
    for (const event of EVENTS) {
      runner.on(event, (payload: TaskEvents[TaskEventName]) => this.#write(event, shorten(event, payload)));
    }
  }

  refuse({ error, task }: Refusal): void {
    if (task === undefined) {
      this.#write('error', { error: error.toJSON() });
    } else {
      const { index, ...shown } = task;
      const known = shown.id === undefined ? {} : { task: shown };
      this.#write('task-rejected', { index, ...known, error: error.toJSON() });
    }
    this.#stderr.write(formatError(error, this.#stderr.stream));
  }

  /** Does nothing: programs count themselves. */
  summarize(): void {}

  hit({ task, from, result }: CacheHit): void {
    this.#write('cache-hit', { task, from, result });
  }

  notice(sentence: string): void {
    this.#stderr.write(`${sentence}\n`);
  }

  async close(): Promise<void> {
    await Promise.all([this.#stdout.flush(), this.#stderr.flush()]);
  }

  #write(event: string, payload: object): void {
    this.#stdout.write(jsonLine(event, payload));
  }
}

/** Returns a payload with the full task only in its first event. */
function shorten(event: TaskEventName, payload: TaskEvents[TaskEventName]): object {
  const { task, error, ...others } = payload as Partial<TaskEvents['task-failed']>;
  if (task === undefined) return payload;
  const { id, type, projectId } = task;
  return {
    task: event === 'task-started' ? task : { id, type, projectId },
    ...others,
    ...(error === undefined ? {} : { error: error.toJSON() }),
  };
}

/** Returns a line of `--json`: event, time and payload. */
export function jsonLine(event: string, payload: object): string {
  return `${JSON.stringify({ event, at: new Date().toISOString(), ...payload })}\n`;
}
