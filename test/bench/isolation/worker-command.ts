import { commandLineOf, findWorker, processesBelow, until } from './worker-processes.ts';

/**
 * The command line of a live worker up to its program: bubblewrap with its mounts, and Node with its flags. It is without the
 * seccomp filter, which bubblewrap reads from a pipe of the pool: the peer is spared what that costs.
 */
export function commandOfWorker(projectPath: string): string[] {
  const line = commandLineOf(findWorker(projectPath));
  const program = line.findLastIndex((part) => part.endsWith('.js'));
  return line.slice(0, program).filter((part, index) => ![part, line[index - 1]].includes('--seccomp'));
}

/**
 * The same with one more folder, read-only unless it is to be written. Node uses a compile cache only where it is
 * permitted to write; the mount decides all the same.
 */
export function withFolder(command: readonly string[], folder: string, writable = false): string[] {
  const place = command.indexOf('--chdir');
  const mount = [writable ? '--bind' : '--ro-bind', folder, folder];
  const flags = [`--allow-fs-read=${folder}`, `--allow-fs-write=${folder}`];
  return [...command.slice(0, place), ...mount, ...command.slice(place), ...flags];
}

/** The same without Node's permission flags. */
export function withoutPermissions(command: readonly string[]): string[] {
  return command.filter((part) => !/^--(permission|allow-)/.test(part));
}

/** Resolves with the command line of bubblewrap, up to the command, once a worker runs a command in a sandbox. */
export async function commandOfInnerSandbox(projectPath: string, program: string): Promise<string[]> {
  const worker = findWorker(projectPath);
  let line: string[] = [];
  await until(() => {
    const lines = processesBelow(worker).map(({ pid }) => commandLineOf(pid));
    line = lines.find((parts) => parts.includes('--info-fd') && parts.includes(program)) ?? [];
    return line.length > 0;
  });
  return line.slice(0, line.lastIndexOf('--') + 1);
}

/** The same without the pipes by which a worker learns of the namespace's end. */
export function withoutPipes(command: readonly string[]): string[] {
  return command.filter((part, index) => !isPipe(part) && !isPipe(command[index - 1]));
}

const isPipe = (part: string | undefined): boolean => part === '--sync-fd' || part === '--info-fd';
