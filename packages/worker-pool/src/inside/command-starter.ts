import type { ProcessEnd, SpawnOptions, SupervisedProcess } from '@poppobuilder/core';
import { type ProcessStarter, startProcess } from '@poppobuilder/core/runner-kit';
import type { CommandHomes, CommandIsolation } from '../protocol/messages.ts';
import { innerSandbox } from '../sandbox/inner-sandbox.ts';
import { steeringVariables, withoutSteering } from '../sandbox/steering-variables.ts';
import { findExecutable } from './find-executable.ts';
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
    if (found !== undefined) return notStarted(found);
    const { bwrap, innerProc, apart, readable } = isolation;
    const covered = [...isolation.covered, ...(options.hasSecrets === true ? [] : isolation.secretFolders)];
    const { cwd } = options;
    const sandbox = innerSandbox({
      innerProc,
      covered,
      apart,
      readable,
      workingDirectory: cwd,
      variables: steeringVariables(options.environment),
      infoDescriptor: INFO_DESCRIPTOR,
    });
    const environment = withoutSteering(options.environment);
    const plain = { ...options, environment, shell: false };
    return startProcess(bwrap, [...sandbox, program, ...programArgs], plain, {
      grace,
      extraPipes: 1,
      control: namespaceControl,
    });
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

/** What starting something gives that is not there: the error shows where that of a failed spawn would. */
function notStarted(error: NodeJS.ErrnoException): SupervisedProcess {
  const end = async (): Promise<ProcessEnd> => ({ error, durationMs: 0 });
  return { pid: undefined, ended: end(), stop: end };
}
