import { basename, delimiter } from 'node:path';
import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { nonEmptyText, text, texts, valuesByName } from '../arguments/schemas.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';
import { defineService } from '../services/define-service.ts';
import { TaskContext } from '../execution/task-context.ts';
import { TaskLimits } from '../execution/task-limits.ts';
import { TaskError } from '../errors/task-error.ts';
import { startSpan } from '../tracing/traced.ts';
import { findTrustedProgram, trustedEntries } from './host-programs.ts';
import { searchPath } from './search-path.ts';
import { notStarted, startProcess } from './start-process.ts';
import type { ProcessEnd, SpawnOptions, SupervisedProcess } from './supervised-process.ts';

/**
 * Starts processes that never outlive the task: when the task's signal aborts their whole tree is stopped (SIGTERM, the
 * grace, SIGKILL), and what a process leaves running when it ends is stopped the same way.
 */
export interface ProcessSupervisor {
  /** Whether each process has a view of the files of its own, so that `readOnly` holds. @defaultValue false */
  readonly confines?: boolean;
  /**
   * Starts a process. A command that cannot be started shows as `error` in {@link SupervisedProcess.ended}.
   *
   * Throws `PERMISSION_DENIED` when the handler did not declare `commands`, the signal's reason once it has aborted, and
   * `TASK_CANCELLED` once the task has ended.
   */
  start(command: string, args: readonly string[], options: SpawnOptions): SupervisedProcess;
}

/** Token of {@link ProcessSupervisor}. */
export const ProcessSupervisor: ServiceToken<ProcessSupervisor> = createServiceToken<ProcessSupervisor>({
  id: '@poppobuilder/core/ProcessSupervisor',
  scope: 'task',
  defaultFactory: (token) =>
    defineService({
      token,
      services: { context: TaskContext, limits: TaskLimits },
      create: ({ context, limits }) =>
        new TaskProcessSupervisor(context.signal, limits, (command, args, options) =>
          startProcess(command, args, options, { grace: limits.grace }),
        ),
      dispose: (supervisor) => (supervisor as TaskProcessSupervisor).dispose(),
    }),
});

/** Starts one process. */
export type ProcessStarter = (
  command: string,
  args: readonly string[],
  options: SpawnOptions,
) => SupervisedProcess;

const spawnSchema = z.looseObject({ cwd: nonEmptyText, environment: valuesByName(text) });

/** Keeps the processes of one task, however they are started. */
export class TaskProcessSupervisor implements ProcessSupervisor {
  readonly confines: boolean;
  readonly #live = new Set<SupervisedProcess>();
  readonly #signal: AbortSignal;
  readonly #limits: TaskLimits;
  #disposed = false;
  readonly #stopAll = (): void => {
    for (const child of this.#live) child.stop().catch(() => undefined);
  };

  readonly #startOne: ProcessStarter;
  readonly #trustedEntries: (path: string | undefined) => readonly string[];

  /**
   * @param trusted - returns the entries of a PATH from which programs with secrets may be taken
   * @param confines - whether `startOne` keeps processes from what they may not write
   */
  constructor(
    signal: AbortSignal,
    limits: TaskLimits,
    startOne: ProcessStarter,
    trusted: (path: string | undefined) => readonly string[] = trustedEntries,
    confines = false,
  ) {
    this.confines = confines;
    this.#signal = signal;
    this.#startOne = startOne;
    this.#trustedEntries = trusted;
    this.#limits = limits;
    signal.addEventListener('abort', this.#stopAll, { once: true });
  }

  start(command: string, args: readonly string[], options: SpawnOptions): SupervisedProcess {
    parseArgument(text, command, { of: 'start()', name: 'command' });
    parseArgument(texts, args, { of: 'start()', name: 'args' });
    parseArgument(spawnSchema, options, { of: 'start()' });
    if (!this.#limits.permissions.commands) {
      throw new TaskError({
        code: 'PERMISSION_DENIED',
        message: `The handler may not start commands, so "${command}" was not started.`,
        hint: "Declare it: permissions: { commands: true }. A project's configuration can deny it too.",
      });
    }
    this.#signal.throwIfAborted();
    if (this.#disposed) {
      const message = `The task has ended, so "${command}" was not started.`;
      throw new TaskError({ code: 'TASK_CANCELLED', message });
    }
    const { PATH, ...others } = options.environment;
    const isTrusted = options.hasSecrets === true || options.isolated === false;
    const path = isTrusted ? this.#trustedEntries(PATH).join(delimiter) : searchPath([], PATH);
    const span = startSpan('command', {
      attributes: { 'process.executable.name': nameOf(command, options) },
    });
    const { traceparent } = span;
    const environment = {
      ...others,
      ...(path === '' ? {} : { PATH: path }),
      ...(traceparent === undefined ? {} : { TRACEPARENT: traceparent }),
    };
    const isName = isTrusted && !/[\\/]/.test(command);
    const program = isName ? findTrustedProgram(command, path) : command;
    const child =
      program === undefined
        ? notStarted(Object.assign(new Error(`spawn ${command} ENOENT`), { code: 'ENOENT' }))
        : this.#startOne(program, args, { ...options, environment });
    this.#live.add(child);
    const forget = (end?: ProcessEnd): void => {
      this.#live.delete(child);
      span.set({ 'process.exit.code': end?.exitCode });
      if (end?.error !== undefined) span.fail(end.error);
      span.end();
    };
    child.ended.then(forget, () => forget());
    return child;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#signal.removeEventListener('abort', this.#stopAll);
    await Promise.allSettled([...this.#live].map((child) => child.stop()));
  }
}

/** The name of the program. A line for a shell may hold anything. */
const nameOf = (command: string, { shell = false }: SpawnOptions): string =>
  shell === false ? basename(command) : 'shell';
