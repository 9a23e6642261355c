import { type LogLevel, TaskError, describeSize } from '@poppobuilder/core';
import { describeForLog, deserializeTaskError } from '@poppobuilder/core/runner-kit';
import { howToRaise } from '../limits/how-to-raise.ts';
import type { WorkerMessage } from '../protocol/messages.ts';
import { folderOfHiddenProgram } from '../host/hidden-program.ts';
import type { WorkerEnd } from '../host/worker-process.ts';
import type { PoolRun } from './pool-run.ts';
import type { PoolContext } from './pool-pipeline.ts';
import { PrintedText } from './printed-text.ts';
import type { PooledWorker } from './worker-registry.ts';

/** A worker that was used before ended as it was given a task: nothing of the task ran. */
export class WorkerLost extends Error {}

/** Turns what a worker tells about a task into events, and its end into an outcome. */
export class TaskRelay {
  readonly #way: PoolContext;
  readonly #run: PoolRun;
  readonly #worker: PooledWorker;
  readonly #outcome: PromiseWithResolvers<void>;
  #broken: TaskError | undefined;
  #isKilled = false;
  #written = 0;
  readonly #printed: PrintedText;
  /** What came over the pipes of standard output before the worker had told that the task started. */
  #early: (() => void)[] = [];

  constructor(way: PoolContext, run: PoolRun, worker: PooledWorker, outcome: PromiseWithResolvers<void>) {
    this.#way = way;
    this.#run = run;
    this.#worker = worker;
    this.#outcome = outcome;
    this.#printed = new PrintedText(run.masker, (level, message, stream) =>
      this.#way.events.emit('log', { task: run.shown, level, message, stream }),
    );
  }

  take(message: WorkerMessage): void {
    const run = this.#run;
    const { masker } = run;
    if (run.decided) return;
    switch (message[0]) {
      case 'started':
        if (this.#isOwn(message[1])) this.#start();
        break;
      case 'progress': {
        if (run.startedAt === undefined) break;
        const [, stage, text, data] = message;
        run.stage = stage;
        const shown = data === undefined ? {} : { data: masker.value(data) };
        this.#way.events.emit('progress', {
          task: run.shown,
          stage: masker.text(stage),
          message: masker.text(text),
          ...shown,
        });
        break;
      }
      case 'log': {
        // What an earlier task left behind goes on telling.
        if (run.startedAt === undefined) break;
        const [, level, text, stream] = message;
        if (stream !== undefined) this.#print(level, text, stream);
        else this.#way.events.emit('log', { task: run.shown, level, message: masker.text(text) });
        break;
      }
      case 'line': {
        const [, level, text, fields] = message;
        this.#way.logLine(run, level, text, fields);
        break;
      }
      case 'completed':
        if (!this.#isOwn(message[1])) break;
        this.#start();
        run.result = masker.value(message[2]);
        this.#printed.end();
        run.decided = true;
        this.#outcome.resolve();
        break;
      case 'rejected':
        if (this.#isOwn(message[1])) this.#fail(deserializeTaskError(message[2]));
        break;
      case 'failed':
        if (!this.#isOwn(message[1])) break;
        this.#start();
        if (message[3]) run.isWorkerUsable = false;
        this.#fail(deserializeTaskError(message[2]));
        break;
      case 'broken':
        this.#broken ??= deserializeTaskError(message[1]);
        break;
      case 'locate': {
        const folder = folderOfHiddenProgram(message[2], run.project.settings.environment['PATH']);
        this.#worker.process.send({ type: 'located', id: message[1], folder });
        break;
      }
      case 'loading':
      case 'ready':
      case 'pong':
      case 'flushed':
      case 'described':
      case 'checked':
      // Not about a task.
    }
  }

  /** What the worker's own code prints; what goes over the limit ends the task. */
  takeOutput(text: string, stream: 'stdout' | 'stderr'): void {
    const run = this.#run;
    if (run.decided) return;
    const level = stream === 'stderr' ? 'warn' : 'info';
    if (run.startedAt === undefined) this.#early.push(() => this.#print(level, text, stream));
    else this.#print(level, text, stream);
  }

  #print(level: LogLevel, text: string, stream: 'stdout' | 'stderr'): void {
    if (!this.#isTooMuch(text)) this.#printed.write(level, text, stream);
  }

  /** Whether a message is about this task: one that lies about its end must not end the next one. */
  #isOwn(run: number): boolean {
    return run === this.#worker.served;
  }

  #isTooMuch(text: string): boolean {
    const { outputLimit } = this.#run.limits;
    this.#written += Buffer.byteLength(text);
    if (this.#written <= outputLimit) return false;
    const message = `The task wrote ${this.#written} bytes of output; its outputLimit is ${outputLimit} bytes.`;
    const hint = `Let it print less, or ${howToRaise('outputLimit')}.`;
    this.kill(new TaskError({ code: 'RESOURCE_LIMIT', message, hint }));
    return true;
  }

  /** The worker does not take up its task. It is killed, and another does the task when nothing of it ran. */
  lose(): void {
    void this.#worker.process.kill();
  }

  /** Kills the worker with all below it. The task fails with this error when nothing is left. */
  kill(error: TaskError): void {
    if (this.#run.decided) return;
    this.#broken ??= error;
    this.#isKilled = true;
    void this.#worker.process.kill();
  }

  /** The worker has ended: so has its task. */
  crash(end: WorkerEnd): void {
    if (this.#run.decided) return;
    if (this.#isReplaceable()) {
      this.#outcome.reject(new WorkerLost());
      return;
    }
    this.#start();
    this.#run.isWorkerUsable = false;
    this.#fail(this.#broken ?? crashError(end, this.#run.limits.memoryLimit));
  }

  /** Whether the worker was ending before this task: by what an earlier one left behind, or by somebody's signal. */
  #isReplaceable(): boolean {
    const { startedAt, cancelled } = this.#run;
    return startedAt === undefined && !cancelled && !this.#isKilled && this.#worker.served > 1;
  }

  #start(): void {
    if (this.#run.startedAt !== undefined) return;
    this.#way.announceStart(this.#run);
    for (const print of this.#early.splice(0)) print();
  }

  #fail(error: TaskError): void {
    const run = this.#run;
    this.#printed.end();
    run.decided = true;
    if (!run.cancelled || error.code === 'TASK_CANCELLED') this.#outcome.reject(error);
    else this.#outcome.reject(cancelledError(run.cancelReason, error));
  }
}

/** A task that was cancelled ends so, whatever came of it while it was stopping. */
function cancelledError(reason: string, cause: TaskError): TaskError {
  return new TaskError({ code: 'TASK_CANCELLED', message: `The task was cancelled: ${reason}.`, cause });
}

function crashError(end: WorkerEnd, memoryLimit: number): TaskError {
  const { exitCode, signal, stderr, problem, fault } = end;
  if (fault === 'over limit') {
    return new TaskError({
      code: 'RESOURCE_LIMIT',
      message: `The task reported more at once than is read: its worker was ended because ${problem}.`,
      hint: 'Report less at once, use short keys, and put large data into the result or a file.',
    });
  }
  if (/heap out of memory|Reached heap limit/.test(stderr)) {
    const message = `The JavaScript heap of the task's worker reached the memoryLimit of ${describeSize(memoryLimit)}.`;
    return new TaskError({
      code: 'RESOURCE_LIMIT',
      message,
      hint: `Work in smaller parts, or ${howToRaise('memoryLimit')}.`,
    });
  }
  const how = problem ?? (signal === undefined ? `it exited with code ${exitCode}` : `${signal} ended it`);
  return new TaskError({
    code: 'WORKER_CRASHED',
    message: `The worker process of the task ended before the task had: ${how}.`,
    hint: 'A handler must not call process.exit(); the cause has what the process wrote last.',
    cause: describeForLog(end),
  });
}
