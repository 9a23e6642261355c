import { TaskError, type TaskEvents, type TaskEventName } from '@poppobuilder/core';
import { describeForLog, reviveTaskError } from '@poppobuilder/core/runner-kit';
import type { HostMessage, WorkerMessage } from '../protocol/messages.ts';
import type { WorkerEnd } from '../worker/worker-process.ts';
import { describeSize } from './parse-size.ts';
import { TaskClock } from './task-clock.ts';
import type { PoolRun } from './pool-run.ts';
import type { PoolWay } from './pool-way.ts';
import type { ShelvedWorker } from './worker-shelf.ts';

/** A worker that was used before ended as it was given a task: nothing of the task ran. */
export class WorkerLost extends Error {}

/**
 * Has a worker do a task. Resolves when all that the task held there is released; rejects with a `TaskError`, or with
 * `WorkerLost` when another worker can do it.
 */
export async function runInWorker(way: PoolWay, run: PoolRun, worker: ShelvedWorker): Promise<void> {
  run.throwIfAborted();
  const { process: child } = worker;
  const outcome = Promise.withResolvers<void>();
  const relay = new Relay(way, run, worker, outcome);
  worker.onMessage = (message) => relay.take(message);
  child.onOutput = (text, stream) => relay.takeOutput(text, stream);
  const clock = new TaskClock(way.settings, run, relay);
  worker.onEnd = (end) => relay.crash(end);
  if (worker.end !== undefined) relay.crash(worker.end);
  const watch = way.watch(worker, (error) => relay.kill(error));
  child.send(executeMessage(run));
  try {
    await outcome.promise;
  } finally {
    run.decided = true;
    watch.stop();
    clock.stop();
    worker.onMessage = () => undefined;
    worker.onEnd = () => undefined;
    child.onOutput = () => undefined;
  }
}

function executeMessage({ checked, projectPath, attempt }: PoolRun): HostMessage {
  const { base, fields, secrets } = checked;
  const { githubToken, ...projectConfig } = base.projectConfig ?? {};
  const config = base.projectConfig === undefined ? {} : { projectConfig };
  return {
    type: 'execute',
    base: { ...base, ...config, projectPath },
    fields,
    secrets: githubToken === undefined ? secrets : secrets.filter((secret) => secret !== githubToken),
    attempt,
  };
}

/** Turns what a worker tells about a task into events, and its end into an outcome. */
class Relay {
  readonly #way: PoolWay;
  readonly #run: PoolRun;
  readonly #worker: ShelvedWorker;
  readonly #outcome: PromiseWithResolvers<void>;
  #broken: TaskError | undefined;
  #isKilled = false;
  #written = 0;

  constructor(way: PoolWay, run: PoolRun, worker: ShelvedWorker, outcome: PromiseWithResolvers<void>) {
    this.#way = way;
    this.#run = run;
    this.#worker = worker;
    this.#outcome = outcome;
  }

  take(message: WorkerMessage): void {
    const run = this.#run;
    const { masker } = run;
    if (run.decided) return;
    switch (message[0]) {
      case 'started':
        this.#start();
        break;
      case 'progress': {
        const [, stage, text, data] = message;
        run.stage = stage;
        const shown = data === undefined ? {} : { data: masker.value(data) };
        this.#emit('progress', {
          task: run.shown,
          stage: masker.text(stage),
          message: masker.text(text),
          ...shown,
        });
        break;
      }
      case 'log': {
        const [, level, text, stream] = message;
        if (stream !== undefined && this.#isTooMuch(text.length)) break;
        const shown = stream === undefined ? {} : { stream };
        this.#emit('log', { task: run.shown, level, message: masker.text(text), ...shown });
        break;
      }
      case 'line': {
        const [, level, text, fields] = message;
        this.#way.logLine(run, level, text, fields);
        break;
      }
      case 'completed':
        this.#start();
        run.result = masker.value(message[1]);
        run.decided = true;
        this.#outcome.resolve();
        break;
      case 'rejected':
        this.#fail(reviveTaskError(message[1]));
        break;
      case 'failed':
        this.#start();
        if (message[2]) run.isWorkerUsable = false;
        this.#fail(reviveTaskError(message[1]));
        break;
      case 'broken':
        this.#broken ??= reviveTaskError(message[1]);
        break;
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
    if (this.#isTooMuch(text.length)) return;
    this.#emit('log', {
      task: run.shown,
      level: stream === 'stderr' ? 'warn' : 'info',
      message: run.masker.text(text),
      stream,
    });
  }

  #isTooMuch(characters: number): boolean {
    const { outputLimit } = this.#way.settings;
    this.#written += characters;
    if (this.#written <= outputLimit) return false;
    const message = `The task wrote ${this.#written} characters of output; its outputLimit is ${outputLimit} bytes.`;
    this.kill(new TaskError({ code: 'RESOURCE_LIMIT', message }));
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
    this.#fail(this.#broken ?? crashError(end, this.#way.settings.memoryLimit));
  }

  /** Whether the worker was ending before this task: by what an earlier one left behind, or by somebody's signal. */
  #isReplaceable(): boolean {
    const { startedAt, cancelled } = this.#run;
    return startedAt === undefined && !cancelled && !this.#isKilled && this.#worker.served > 1;
  }

  #start(): void {
    if (this.#run.startedAt !== undefined) return;
    this.#way.announceStart(this.#run);
  }

  #fail(error: TaskError): void {
    this.#run.decided = true;
    this.#outcome.reject(error);
  }

  #emit<Name extends TaskEventName>(event: Name, payload: TaskEvents[Name]): void {
    this.#start();
    this.#way.events.emit(event, payload);
  }
}

function crashError(end: WorkerEnd, memoryLimit: number): TaskError {
  const { exitCode, signal, stderr, problem } = end;
  if (/heap out of memory|Reached heap limit/.test(stderr)) {
    const message = `The JavaScript heap of the task's worker reached the memoryLimit of ${describeSize(memoryLimit)}.`;
    return new TaskError({
      code: 'RESOURCE_LIMIT',
      message,
      hint: 'Raise memoryLimit, or work in smaller parts.',
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
