import type { ProcessEnd, SpawnOptions } from '@poppobuilder/core';
import { notStarted, type ProcessStarter, startProcess } from '@poppobuilder/core/runner-kit';
import type { CommandHomes, CommandIsolation } from '../protocol/messages.ts';
import { innerSandbox } from '../sandbox/inner-sandbox.ts';
import { steeringVariables, withoutSteering } from '../sandbox/steering-variables.ts';
import { findExecutable } from './find-executable.ts';
import { locateOnHost } from './locate-on-host.ts';
import { namespaceControl } from './namespace-control.ts';

/** The first beyond standard error. */
const INFO_DESCRIPTOR = 3;

/** Starts the commands of a worker as its isolation says. `grace` is in milliseconds. */
export function commandStarter(isolation: CommandIsolation, grace: number): ProcessStarter {
  return (command, args, given) => {
    const options = atHome(given, isolation.homes);
    if (isolation.kind === 'process' || options.isolated === false) {
      return startProcess(command, args, options, { grace });
    }
    const [program, ...programArgs] = withoutShell(command, args, options.shell);
    const found = findExecutable(program, options);
    if (found !== undefined) return notStarted(explainHidden(program, found));
    const { bwrap, innerProc, apart, readable } = isolation;
    const covered = [...isolation.covered, ...(options.hasSecrets === true ? [] : isolation.secretFolders)];
    const { cwd } = options;
    const sandbox = innerSandbox({
      innerProc,
      covered,
      apart,
      readable: [...readable, ...(options.readOnly ?? [])],
      workingDirectory: cwd,
      variables: steeringVariables(options.environment),
      infoDescriptor: INFO_DESCRIPTOR,
    });
    const environment = withoutSteering(options.environment);
    const notice = missingNotice(program);
    const notices: Buffer[] = [];
    let size = 0;
    const onStderr = (chunk: Buffer): void => {
      // Bubblewrap writes its notice in pieces.
      if (size <= notice.length) notices.push(chunk);
      size += chunk.length;
      options.onStderr?.(chunk);
    };
    const plain = { ...options, environment, shell: false, onStderr };
    const child = startProcess(bwrap, [...sandbox, program, ...programArgs], plain, {
      grace,
      extraPipes: 1,
      control: namespaceControl,
    });
    const ended = child.ended.then((end) => withoutProgram(program, end, notices));
    ended.catch(() => undefined);
    return { ...child, ended };
  };
}

/** A process whose environment holds a secret has another HOME than commands, unless the handler chose one for it. */
function atHome(options: SpawnOptions, homes: CommandHomes | undefined): SpawnOptions {
  const { environment, hasSecrets } = options;
  if (hasSecrets !== true || homes === undefined || environment['HOME'] !== homes.common) return options;
  return { ...options, environment: { ...environment, HOME: homes.secret } };
}

function withoutShell(
  command: string,
  args: readonly string[],
  shell: SpawnOptions['shell'] = false,
): [program: string, ...args: string[]] {
  if (shell === false) return [command, ...args];
  return [shell === true ? '/bin/sh' : shell, '-c', [command, ...args].join(' ')];
}

const missingNotice = (program: string): Buffer =>
  Buffer.from(`bwrap: execvp ${program}: No such file or directory\n`);

/** Bubblewrap says itself that there is no such program where Node keeps this process from looking. */
async function withoutProgram(
  program: string,
  end: ProcessEnd,
  notices: readonly Buffer[],
): Promise<ProcessEnd> {
  if (end.exitCode !== 1 || !Buffer.concat(notices).equals(missingNotice(program))) return end;
  const error = Object.assign(new Error(`spawn ${program} ENOENT`), { code: 'ENOENT' });
  return { error: await explainHidden(program, error), durationMs: end.durationMs };
}

/** Adds a hint when a program exists on the host, but cannot be seen here. */
async function explainHidden(program: string, error: NodeJS.ErrnoException): Promise<NodeJS.ErrnoException> {
  const folder = error.code === 'ENOENT' ? await locateOnHost(program) : undefined;
  if (folder === undefined) return error;
  const message = `it exists on the host, but is not visible in the sandbox. Make its folder visible: --readable ${folder} (in a pool, the option "readable")`;
  return Object.assign(new Error(message, { cause: error }), { code: 'ERR_NOT_VISIBLE' });
}
