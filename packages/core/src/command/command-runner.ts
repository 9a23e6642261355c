import { statSync } from 'node:fs';
import { CommandError } from '../errors/command-error.ts';
import { reasonOf } from '../errors/reason-of.ts';
import { TaskContext } from '../execution/task-context.ts';
import { Masker } from '../masking/masker.ts';
import { TaskOutput } from '../execution/task-output.ts';
import { ProcessSupervisor } from '../process/process-supervisor.ts';
import { searchPath } from '../process/search-path.ts';
import type { ProcessEnd } from '../process/supervised-process.ts';
import { ProjectContext } from '../project/project-context.ts';
import { defineService } from '../services/define-service.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';
import { keepEnd } from '../text/whole-characters.ts';
import { startTimer } from '../timers/start-timer.ts';
import { type CommandOptions, parseCommand } from './command-arguments.ts';
import { OutputCollector } from './output-collector.ts';
import { OutputFiles } from './output-file.ts';
import { commandLine } from './shell.ts';
import { shellHint } from './shell-syntax.ts';

/** How a command ended, and its masked output. */
export interface CommandResult {
  /** Absent when the command was ended by a signal or never started. */
  readonly exitCode?: number;
  readonly signal?: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** Whether a stream went over `maxOutputBytes`, so that only its head and tail are here. */
  readonly truncated: boolean;
  /** File with the whole masked output, when it was truncated and the file could be written. */
  readonly outputFile?: string;
  /** Milliseconds. */
  readonly durationMs: number;
}

/**
 * Runs commands for a task: in its working directory and environment, with the project's `node_modules/.bin` on the
 * PATH, never longer than the task.
 */
export interface CommandRunner {
  /**
   * Runs a command and waits for its whole process tree to end.
   *
   * Rejects with a `CommandError` when it cannot be started, exits with another code than 0, is ended by a signal or
   * times out, unless `reject` is false; with the task's own error when the task is stopped; with `PERMISSION_DENIED`
   * when the handler did not declare `commands`; with `INVALID_TASK` when `timeout` or `maxOutputBytes` is out of range.
   */
  run(command: string, args?: readonly string[], options?: CommandOptions): Promise<CommandResult>;
}

/** Token of {@link CommandRunner}. */
export const CommandRunner: ServiceToken<CommandRunner> = createServiceToken<CommandRunner>({
  id: '@poppobuilder/core/CommandRunner',
  scope: 'task',
  defaultFactory: (token) =>
    defineService({
      token,
      services: {
        context: TaskContext,
        project: ProjectContext,
        masker: Masker,
        output: TaskOutput,
        files: OutputFiles,
        processes: ProcessSupervisor,
      },
      create: (services) => new TaskCommandRunner(services),
    }),
});

const DEFAULT_MAX_OUTPUT = 1024 * 1024;

interface Dependencies {
  readonly context: TaskContext;
  readonly project: ProjectContext;
  readonly masker: Masker;
  readonly output: TaskOutput;
  readonly files: OutputFiles;
  readonly processes: ProcessSupervisor;
}

class TaskCommandRunner implements CommandRunner {
  readonly #services: Dependencies;

  constructor(services: Dependencies) {
    this.#services = services;
  }

  async run(
    givenCommand: string,
    givenArgs: readonly string[] = [],
    givenOptions: CommandOptions = {},
  ): Promise<CommandResult> {
    const [command, args, options] = parseCommand(givenCommand, givenArgs, givenOptions);
    const { context, project, masker, output, files, processes } = this.#services;
    const { shell = false, timeout, maxOutputBytes = DEFAULT_MAX_OUTPUT, reject = true } = options;
    const { projectPath } = project;
    const collector = new OutputCollector({
      openFile: () => files.open(context.taskId),
      masker,
      limit: maxOutputBytes,
      onText: options.log === false ? undefined : (text, stream) => output.write('info', text, stream),
      onFileFailure: (error) =>
        context.logger.warn(
          `Only head and tail of the output of ${JSON.stringify(command)} are kept: ${reasonOf(error)}`,
        ),
    });
    const cwd = options.cwd ?? context.workingDirectory;
    const environment = { ...context.environment, ...options.env };
    const path = searchPath([context.workingDirectory, projectPath], environment['PATH']);
    const child = processes.start(...commandLine(command, args, shell), {
      cwd,
      environment: { ...environment, PATH: path },
      input: options.input,
      shell,
      onStdout: (chunk) => collector.write('stdout', chunk),
      onStderr: (chunk) => collector.write('stderr', chunk),
    });
    let timedOut = false;
    const onTimeout = (): void => {
      timedOut = true;
      void child.stop();
    };
    const timer = timeout === undefined ? undefined : startTimer(timeout, onTimeout);
    const end = await child.ended.finally(() => timer?.stop());
    collector.end();
    context.signal.throwIfAborted();
    const result = toResult(end, collector, timedOut);
    const succeeded = end.error === undefined && end.exitCode === 0 && !timedOut;
    if (succeeded || !reject) return result;
    const message = messageFor(command, cwd, { end, result, timeout });
    const hint = shell === false ? shellHint(command, end.error) : undefined;
    throw new CommandError({ ...result, message, hint, cause: end.error, redact: masker.text });
  }
}

function toResult(end: ProcessEnd, collector: OutputCollector, timedOut: boolean): CommandResult {
  const { exitCode, signal, durationMs } = end;
  const { truncated, outputFile } = collector;
  return {
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
    stdout: collector.text('stdout'),
    stderr: collector.text('stderr'),
    timedOut,
    truncated,
    ...(outputFile === undefined ? {} : { outputFile }),
    durationMs,
  };
}

/** Characters of standard error that a message quotes. */
const MAX_QUOTED = 2_000;

function messageFor(
  command: string,
  cwd: string,
  { end, result, timeout }: { end: ProcessEnd; result: CommandResult; timeout: number | undefined },
): string {
  const shown = JSON.stringify(command);
  if (end.error !== undefined)
    return `The command ${shown} could not be started: ${reasonFor(end.error, cwd)}`;
  const written = result.stderr.trimEnd();
  const quoted = written === '' ? '' : ` Its standard error ends with: ${keepEnd(written, MAX_QUOTED)}`;
  if (result.timedOut) return `The command ${shown} ran longer than its timeout of ${timeout} ms.${quoted}`;
  if (end.signal !== undefined) return `The command ${shown} was ended by ${end.signal}.${quoted}`;
  return `The command ${shown} exited with code ${end.exitCode}.${quoted}`;
}

function reasonFor(error: NodeJS.ErrnoException, cwd: string): string {
  if (error.code === 'ENOENT') {
    if (statSync(cwd, { throwIfNoEntry: false }) === undefined) return `its folder ${cwd} does not exist.`;
    return 'it was not found. Install it, or give its path; the PATH of the project is searched.';
  }
  if (error.code === 'EACCES') return 'it is not executable. Give it the permission, or check its path.';
  if (error.code === 'E2BIG') return 'its arguments are too long. Hand them over as input.';
  return `${error.message.replace(/\.$/, '')}.`;
}
