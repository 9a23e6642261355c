import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { keepEnd, spawnChild, unfinished } from '@poppobuilder/core/runner-kit';
import type { HostMessage, WorkerMessage } from '../protocol/messages.ts';
import { seccompFilter } from '../sandbox/seccomp-filter.ts';
import { WorkerNamespace } from '../tree/worker-namespace.ts';
import { WorkerTree, type WorkerTreeMode } from '../tree/worker-tree.ts';
import { type FaultKind, readMessages } from './message-reader.ts';

/** How a worker process is started. */
export interface LaunchPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The first message. */
  readonly opening: HostMessage;
  /** The value of `POPPOBUILDER_WORKER_ID` in its environment. */
  readonly workerId: string;
  readonly mode: WorkerTreeMode;
  /** The warnings for its first task. */
  readonly warnings: readonly string[];
  /** Removes what was made for this worker alone. Never rejects. */
  readonly cleanup: () => Promise<void>;
}

/** How a worker process ended. */
export interface WorkerEnd {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  /** What it wrote to standard error last. */
  readonly stderr: string;
  /** Why it could not be started, or what it sent that cannot be. */
  readonly problem?: string | undefined;
  /** Set when the problem is a message of it. */
  readonly fault?: FaultKind | undefined;
}

/** What a worker sends to its host. */
export interface WorkerProcessListener {
  /** Receives the messages. */
  readonly onMessage: (message: WorkerMessage) => void;
  /** Receives what the worker itself writes to its standard output and error. */
  readonly onOutput?: (text: string, stream: 'stdout' | 'stderr') => void;
}

/** Within this time a worker must be ready, and one that reads plugins must answer. In milliseconds. */
export const ANSWER_TIMEOUT = 60_000;

/** The descriptor from which bubblewrap reads what workers in a sandbox may not call. */
export const SECCOMP_DESCRIPTOR = 5;

/** What a worker has to report itself which plugin does not finish loading. In milliseconds. */
const LOAD_MARGIN = 500;

/** Characters of standard error that are kept. */
const MAX_STDERR = 4_000;

/** A worker process as its host sees it: messages both ways, and an end that leaves nothing behind. */
export class WorkerProcess {
  /** All its processes; absent when it could not be started. */
  readonly tree: WorkerTree | undefined;
  /** Resolves when nothing of the worker is left. Never rejects. */
  readonly ended: Promise<WorkerEnd>;
  readonly #child: ChildProcess;
  /**
   * Carries the host's messages. No IPC channel of Node's: that reads whatever a worker writes into it, into memory without
   * a limit, and what is no JSON ends this process.
   */
  readonly #inbox: Socket;
  readonly #plan: LaunchPlan;
  #stderr = '';
  #problem: string | undefined;
  #fault: FaultKind | undefined;
  #isHolding = true;
  /** Known once a sandboxed worker has sent anything. */
  #namespace: WorkerNamespace | undefined;
  /**
   * The same processes by their mark too: bubblewrap that is killed before it has bound its namespace to its own life
   * leaves it behind, and nothing else finds it.
   */
  readonly #marked: WorkerTree | undefined;

  constructor(plan: LaunchPlan, { onMessage, onOutput }: WorkerProcessListener) {
    this.#plan = plan;
    const child = spawnChild(plan.command, plan.args, {
      cwd: plan.cwd,
      environment: plan.environment,
      stdio: [
        'ignore',
        'pipe',
        'pipe',
        'pipe',
        'pipe',
        ...(plan.mode === 'sandbox' ? ['pipe' as const] : []),
      ],
      detached: process.platform !== 'win32',
    });
    this.#child = child;
    const failed = new Promise<Error>((resolve) => void child.once('error', resolve));
    const filter = child.stdio.at(SECCOMP_DESCRIPTOR) as Writable | undefined;
    filter?.on('error', () => undefined).end(seccompFilter());
    this.#inbox = child.stdio[4] as Socket;
    // Nothing is read from it: what a worker writes there stays with the worker.
    this.#inbox.pause();
    this.#inbox.on('error', () => undefined);
    const { workerId, mode } = plan;
    const treeOf = (held: WorkerTreeMode): WorkerTree | undefined =>
      child.pid === undefined ? undefined : new WorkerTree({ rootPid: child.pid, workerId, mode: held });
    this.tree = treeOf(mode);
    this.#marked = mode === 'sandbox' ? treeOf('process') : undefined;
    for (const stream of ['stdout', 'stderr'] as const) this.#read(stream, onOutput);
    readMessages(child.stdio[3] as Readable, {
      onMessage: (message) => {
        if (plan.mode === 'sandbox') this.#namespace ??= WorkerNamespace.below(child.pid ?? 0);
        onMessage(message);
      },
      onFault: (problem, kind) => {
        this.#problem = problem;
        this.#fault = kind;
        void this.kill();
      },
    });
    this.ended = this.#end(failed);
    this.send(plan.opening);
  }

  /** Sends a message. It is lost when the worker ends meanwhile. */
  send(message: HostMessage): void {
    if (this.#inbox.writable) this.#inbox.write(`${JSON.stringify(message)}\n`);
  }

  /** Sends a message, and resolves when the worker has read enough of what came before that more may follow. */
  async sendPatiently(message: HostMessage): Promise<void> {
    const inbox = this.#inbox;
    if (!inbox.writable || inbox.write(`${JSON.stringify(message)}\n`)) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        inbox.off('drain', end).off('close', end);
        resolve();
      };
      inbox.on('drain', end).on('close', end);
    });
  }

  /** Kills the worker unless it answers in time; its end has the problem. Returns what to call when it has answered. */
  expectAnswer(milliseconds: number, problem: string): () => void {
    const timer = setTimeout(() => {
      this.#problem ??= problem;
      void this.kill();
    }, milliseconds);
    return () => clearTimeout(timer);
  }

  /** Kills the worker and everything below it. Resolves when nothing is left. */
  async kill(): Promise<void> {
    this.hold(true);
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      if (this.#namespace === undefined) await this.tree?.kill();
      else this.#namespace.kill();
    }
    await this.ended;
  }

  /** Whether it keeps its host alive: a worker without a task does not. */
  hold(holds: boolean): void {
    if (holds === this.#isHolding) return;
    this.#isHolding = holds;
    const handles = [this.#child, ...this.#child.stdio] as (Holder | null | undefined)[];
    for (const handle of handles) {
      // A socket that is closed would wait for its connection, and keep one more listener each time.
      if (handle?.destroyed === true) continue;
      if (holds) handle?.ref?.();
      else handle?.unref?.();
    }
  }

  #read(name: 'stdout' | 'stderr', onOutput: WorkerProcessListener['onOutput']): void {
    const stream = this.#child[name];
    stream?.setEncoding('utf8');
    stream?.on('error', () => undefined);
    stream?.on('data', (text: string) => {
      if (name === 'stderr') this.#stderr = keepEnd(this.#stderr + text, MAX_STDERR);
      onOutput?.(text, name);
    });
  }

  async #end(failed: Promise<Error>): Promise<WorkerEnd> {
    const child = this.#child;
    if (this.tree === undefined) {
      const { message } = await failed;
      await this.#plan.cleanup();
      return { stderr: '', problem: message };
    }
    const closed = once(child, 'close');
    const [exitCode, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    this.#inbox.destroy();
    if (this.#namespace === undefined) {
      await this.tree.kill();
      await this.#marked?.kill();
    } else {
      await this.#namespace.ended();
    }
    await closed;
    await this.#plan.cleanup();
    const end = { exitCode: exitCode ?? undefined, signal: signal ?? undefined };
    return { ...end, stderr: this.#stderr, problem: this.#problem, fault: this.#fault };
  }
}

/**
 * Kills a worker unless it has loaded a plugin in time, and names it. The worker sees to that itself, unless the plugin does
 * not let it. Returns what to call when it has.
 */
export function expectLoaded(process: WorkerProcess, { opening }: LaunchPlan, plugin: string): () => void {
  const timeout = 'loadTimeout' in opening ? opening.loadTimeout : ANSWER_TIMEOUT;
  return process.expectAnswer(timeout + LOAD_MARGIN, unfinished(JSON.stringify(plugin), timeout));
}

interface Holder {
  readonly ref?: () => void;
  readonly unref?: () => void;
  /** Absent where the handle is no stream. */
  readonly destroyed?: boolean;
}
