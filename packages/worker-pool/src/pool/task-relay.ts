import { TaskError, type TaskResult } from '@poppobuilder/core';
import { deserializeTaskError } from '@poppobuilder/core/runner-kit';
import { folderOfHiddenProgram } from '../host/hidden-program.ts';
import type { WorkerEnd } from '../host/worker-process.ts';
import { howToRaise } from '../limits/how-to-raise.ts';
import type { WorkerMessage } from '../protocol/messages.ts';
import { crashError } from './crash-error.ts';
import type { Assigned, PoolContext } from './pool-context.ts';
import type { TaskListener } from './pooled-worker.ts';
import { PrintedText } from './printed-text.ts';
import { StateServer } from './state-server.ts';
import { SpanRelay } from './span-relay.ts';
import { startTask, writeLogEntry } from './task-entries.ts';

/** Programs that a task may ask for at once. A worker that reads no answers could ask for any number. */
const MAX_LOCATING = 1_000;

/** A worker that was used before ended as it was given a task: nothing of the task ran. */
export class WorkerLost extends Error {}

/** Turns what a worker sends about a task into events, and its end into an outcome. */
export class TaskRelay implements TaskListener {
  readonly #context: PoolContext;
  readonly #state: Assigned;
  readonly #outcome = Promise.withResolvers<TaskResult>();
  readonly #printed: PrintedText;
  readonly #stateServer: StateServer;
  readonly #spans: SpanRelay;
  #broken: TaskError | undefined;
  #isKilled = false;
  #isConfirming = false;
  #locating = 0;
  /** Bytes of output. */
  #written = 0;
  /** What came over the pipes of standard output before the worker had reported the start of the task. */
  #early: (() => void)[] = [];

  constructor(context: PoolContext, state: Assigned) {
    this.#context = context;
    this.#state = state;
    this.#stateServer = new StateServer(context.state, state, (error) => this.kill(error));
    this.#spans = new SpanRelay(state.masker);
    this.#printed = new PrintedText(state.masker, (level, message, stream) =>
      context.events.emit('log', { task: state.shown, level, message, stream }),
    );
  }

  /** The task's result. Rejects with a `TaskError`, or with {@link WorkerLost} when another worker can run the task. */
  get result(): Promise<TaskResult> {
    return this.#outcome.promise;
  }

  onMessage(message: WorkerMessage): void {
    this.#spans.within(() => this.#receive(message));
  }

  #receive(message: WorkerMessage): void {
    const { run, masker, shown: task, lease } = this.#state;
    // What a worker reports that is being killed may be what it is killed for.
    if (run.decided || this.#isKilled) return;
    switch (message[0]) {
      case 'confirm-start':
        if (this.#isOwn(message[1]) && run.startedAt === undefined) void this.#confirmStart();
        break;
      case 'started':
        if (this.#isOwn(message[1])) this.#start();
        break;
      case 'progress': {
        if (run.startedAt === undefined) break;
        const [, stage, text, data] = message;
        run.stage = stage;
        this.#context.events.emit('progress', {
          task,
          stage: masker.text(stage),
          message: masker.text(text),
          ...(data === undefined ? {} : { data: masker.value(data) }),
        });
        break;
      }
      case 'log': {
        // What an earlier task left behind may still report.
        if (run.startedAt === undefined) break;
        const [, level, text, stream] = message;
        if (stream === undefined) {
          this.#context.events.emit('log', { task, level, message: masker.text(text) });
        } else if (!this.#isTooMuch(text)) this.#printed.write(level, text, stream);
        break;
      }
      case 'line': {
        const [, level, text, fields] = message;
        writeLogEntry(this.#state, level, text, fields);
        break;
      }
      case 'completed':
        if (!this.#isOwn(message[1])) break;
        this.#start();
        this.#printed.end();
        run.decided = true;
        this.#outcome.resolve(masker.value(message[2]));
        break;
      case 'rejected':
        if (this.#isOwn(message[1])) this.#fail(deserializeTaskError(message[2]));
        break;
      case 'failed':
        if (!this.#isOwn(message[1])) break;
        this.#start();
        if (message[3]) lease.isReusable = false;
        this.#fail(deserializeTaskError(message[2]));
        break;
      case 'broken':
        this.#broken ??= deserializeTaskError(message[1]);
        break;
      case 'locate':
        void this.#locate(message[1], message[2]);
        break;
      case 'state':
        this.#stateServer.serve(message[1], message[2]);
        break;
      case 'state-part':
        this.#stateServer.take(message[1], message[2]);
        break;
      case 'span':
        this.#spans.take(message[1]);
        break;
      case 'loading':
      case 'ready':
      case 'pong':
      case 'flushed':
      case 'described':
      case 'checked':
      case 'inspected':
      case 'sections-checked':
      // Not about a task.
    }
  }

  /** Relays what the worker's own code prints; what exceeds the limit ends the task. */
  onOutput(text: string, stream: 'stdout' | 'stderr'): void {
    const { run } = this.#state;
    // Of a worker that is being killed, nothing more is kept.
    if (run.decided || this.#isKilled || this.#isTooMuch(text)) return;
    const level = stream === 'stderr' ? 'warn' : 'info';
    const print = (): void => this.#printed.write(level, text, stream);
    if (run.startedAt === undefined) this.#early.push(print);
    else print();
  }

  /** Fails the task, unless another worker can run it. */
  onEnd(end: WorkerEnd): void {
    const { run, lease, limits } = this.#state;
    if (run.decided) return;
    if (this.#isReplaceable()) {
      this.#outcome.reject(new WorkerLost());
      return;
    }
    this.#start();
    lease.isReusable = false;
    this.#fail(this.#broken ?? crashError(end, limits.memoryLimit));
  }

  /** Kills the worker, which does not take up its task. Another one runs the task if nothing of it ran. */
  lose(): void {
    void this.#state.worker.process.kill();
  }

  /** Kills the worker with everything below it. The task fails with this error when nothing is left. */
  kill(error: TaskError): void {
    const { run, worker } = this.#state;
    if (run.decided) return;
    this.#broken ??= error;
    this.#isKilled = true;
    void worker.process.kill();
  }

  /** Asks whether a task may start that its worker could not start in time. One that may not is cancelled. */
  async #confirmStart(): Promise<void> {
    const { run, worker, lease } = this.#state;
    if (this.#isConfirming) return;
    this.#isConfirming = true;
    try {
      const milliseconds = await run.confirmStart();
      worker.process.send({ type: 'start-confirmed', run: worker.served, milliseconds });
    } catch (error) {
      if (run.abortReason !== undefined || run.decided) return;
      lease.isReusable = false;
      run.decided = true;
      this.#outcome.reject(error);
    } finally {
      this.#isConfirming = false;
    }
  }

  /** Answers where a program is that a command did not find, so that its error says what to make readable. */
  async #locate(id: number, program: string): Promise<void> {
    const { worker, project, permissions } = this.#state;
    this.#locating += 1;
    if (this.#locating > MAX_LOCATING) {
      const message = `The task asked where ${this.#locating} programs are at once, which is more than is answered.`;
      this.kill(new TaskError({ code: 'RESOURCE_LIMIT', message, hint: 'Await each command.' }));
      return;
    }
    const folder = permissions.commands
      ? folderOfHiddenProgram(program, project.settings.environment['PATH'])
      : undefined;
    await worker.process.sendPatiently({ type: 'located', id, folder });
    this.#locating -= 1;
  }

  /** Whether a message is about this task: one that lies about its end must not end the next one. */
  #isOwn(run: number): boolean {
    return run === this.#state.worker.served;
  }

  #isTooMuch(text: string): boolean {
    const { outputLimit } = this.#state.limits;
    this.#written += Buffer.byteLength(text);
    if (this.#written <= outputLimit) return false;
    const message = `The task wrote ${this.#written} bytes of output; its outputLimit is ${outputLimit} bytes.`;
    const hint = `Print less, or ${howToRaise('outputLimit')}.`;
    // Before the task has started, it is what an earlier one left behind that prints.
    if (this.#isReplaceable()) this.lose();
    else this.kill(new TaskError({ code: 'RESOURCE_LIMIT', message, hint }));
    return true;
  }

  /** Whether the worker was ending before this task: by what an earlier one left behind, or by a signal from outside. */
  #isReplaceable(): boolean {
    const { run, worker } = this.#state;
    return run.startedAt === undefined && !run.cancelled && !this.#isKilled && worker.served > 1;
  }

  #start(): void {
    if (this.#state.run.startedAt !== undefined) return;
    startTask(this.#context, this.#state);
    for (const print of this.#early.splice(0)) print();
  }

  #fail(error: TaskError): void {
    const { run } = this.#state;
    this.#printed.end();
    run.decided = true;
    // A task that was cancelled is reported as cancelled, whatever happened while it was stopping.
    const isOther = run.cancelled && error.code !== 'TASK_CANCELLED';
    this.#outcome.reject(isOther ? cancelledError(run.cancelReason, error) : error);
  }
}

function cancelledError(reason: string, cause: TaskError): TaskError {
  return new TaskError({ code: 'TASK_CANCELLED', message: `The task was cancelled: ${reason}.`, cause });
}
