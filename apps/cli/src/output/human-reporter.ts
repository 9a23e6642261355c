import type { LogLevel, Task, TaskError, TaskEvents, TaskRunner } from '@poppobuilder/core';
import type { CacheHit } from '@poppobuilder/result-cache';
import { formatError } from './format-error.ts';
import { formatDuration, formatResult } from './format-result.ts';
import { LineJoiner } from './line-joiner.ts';
import { LiveLine } from './live-line.ts';
import { createStyle, type Output, type StyleName } from './output.ts';
import { printable, printableLine } from './printable.ts';
import type { FollowOptions, Refusal, Reporter } from './reporter.ts';

const LEVEL_STYLES: Partial<Record<LogLevel, StyleName>> = { warn: 'yellow', error: 'red' };

/** Writes lines for people. On a terminal it adds colors and a live line of progress. */
export class HumanReporter implements Reporter {
  readonly #stdout: Output;
  readonly #stderr: Output;
  readonly #style: ReturnType<typeof createStyle>;
  readonly #live: LiveLine | undefined;
  readonly #counts = { completed: 0, failed: 0, cancelled: 0 };
  #total: number | undefined;
  readonly #streams: Readonly<Record<'stdout' | 'stderr', LineJoiner>>;

  /** @param options - `live`: whether standard output is a terminal that can redraw a line */
  constructor(stdout: Output, stderr: Output, { live }: { readonly live: boolean }) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#style = createStyle(stdout.stream);
    this.#live = live ? new LiveLine(stdout) : undefined;
    const joiner = (): LineJoiner => new LineJoiner((line) => this.#outputLine(line));
    this.#streams = { stdout: joiner(), stderr: joiner() };
  }

  get broken(): AbortSignal {
    return this.#stdout.broken;
  }

  follow(runner: Pick<TaskRunner, 'on'>, { total }: FollowOptions = {}): void {
    this.#total = total;
    const counts = this.#counts;
    runner.on('task-rejected', ({ error }) => {
      counts.failed += 1;
      this.#error(error, error.taskId);
    });
    runner.on('task-started', ({ task }) => {
      const project = this.#style('dim', printableLine(`${task.type} in ${task.projectId}`));
      this.#taskLine(task, `started, ${project}`);
      this.#live?.show(`${printableLine(task.id)}: running`);
    });
    runner.on('progress', ({ task, stage, message, data }) => {
      // Its text is in the log.
      if (data !== undefined && 'transcript' in data) return;
      const text = printableLine(`${stage}: ${message}`);
      this.#taskLine(task, text);
      this.#live?.show(`${printableLine(task.id)}: ${text}`);
    });
    runner.on('log', (event) => this.#log(event));
    runner.on('task-completed', ({ task, result, duration }) => {
      this.#finish(task, this.#style('green', 'completed'), `in ${formatDuration(duration)}`);
      counts.completed += 1;
      this.#line(formatResult(result));
    });
    runner.on('task-failed', ({ task, error, duration }) => {
      this.#finish(task, this.#style('red', 'failed'), `after ${formatDuration(duration)}`);
      counts.failed += 1;
      this.#error(error, task.id);
    });
    runner.on('task-cancelled', ({ task, reason, duration }) => {
      counts.cancelled += 1;
      const end = `after ${formatDuration(duration)}: ${printableLine(reason)}`;
      this.#finish(task, this.#style('yellow', 'cancelled'), end);
    });
  }

  refuse({ error }: Refusal): void {
    this.#error(error);
  }

  summarize(): void {
    if (this.#total === undefined) return;
    const { completed, failed, cancelled } = this.#counts;
    const others = this.#total - completed - failed - cancelled;
    const parts = [
      `${completed} of ${this.#total} tasks completed`,
      ...(failed === 0 ? [] : [`${failed} failed`]),
      ...(cancelled === 0 ? [] : [`${cancelled} cancelled`]),
      ...(others === 0 ? [] : [`${others} not run`]),
    ];
    this.#line(parts.join(', '));
  }

  hit({ task, from, result }: CacheHit): void {
    this.#counts.completed += 1;
    this.#taskLine(task, `${this.#style('green', 'cached')} (from ${printableLine(from)})`);
    for (const name of ['stdout', 'stderr'] as const) {
      const output = result[name];
      if (typeof output !== 'string') continue;
      this.#streams[name].write(output);
      this.#streams[name].end();
    }
    this.#line(formatResult(result));
  }

  notice(sentence: string): void {
    this.#above(() => this.#stderr.write(`${sentence}\n`));
  }

  async close(): Promise<void> {
    this.#live?.stop();
    await Promise.all([this.#stdout.flush(), this.#stderr.flush()]);
  }

  #error(error: TaskError, taskId?: string): void {
    const shown = this.#total === undefined ? undefined : taskId;
    this.#above(() => this.#stderr.write(formatError(error, this.#stderr.stream, shown)));
  }

  #log({ level, message, stream }: TaskEvents['log']): void {
    if (stream !== undefined) {
      this.#streams[stream].write(message);
      return;
    }
    if (level === 'debug') return;
    const style = LEVEL_STYLES[level];
    const text = printable(message);
    this.#line(style === undefined ? text : `${this.#style(style, `${level}:`)} ${text}`);
  }

  #finish(task: Task, outcome: string, details: string): void {
    this.#streams.stdout.end();
    this.#streams.stderr.end();
    this.#live?.stop();
    this.#taskLine(task, `${outcome} ${details}`);
  }

  #taskLine(task: Pick<Task, 'id'>, text: string): void {
    this.#line(`${this.#style('bold', `${printableLine(task.id)}:`)} ${text}`);
  }

  #outputLine(line: string): void {
    this.#line(`${this.#style('dim', '  |')} ${printable(line)}`.trimEnd());
  }

  #line(text: string): void {
    if (text !== '') this.#above(() => this.#stdout.write(`${text}\n`));
  }

  #above(write: () => void): void {
    if (this.#live === undefined) write();
    else this.#live.above(write);
  }
}
