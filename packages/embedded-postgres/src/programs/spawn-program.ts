import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync } from 'node:fs';

/** How {@link spawnProgram} starts a program. */
export interface SpawnOptions {
  /** The whole environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Standard input, output and error. */
  readonly stdio: readonly ('ignore' | 'pipe' | number)[];
  /** Makes it the leader of a session of its own. @defaultValue false */
  readonly detached?: boolean | undefined;
  /** @defaultValue the user of this process */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Starts a program of Postgres in the root folder. It gets no descriptor but its standard input, output and error: a server
 * outlives this process, and would keep every inherited file, socket and lock open.
 */
export function spawnProgram(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const { environment, stdio, detached = false, user } = options;
  return spawn(program, [...args], {
    cwd: '/',
    env: environment,
    stdio: coverInherited(stdio),
    detached,
    ...user,
  });
}

/**
 * Node opens its own files with close-on-exec, but cannot set that flag on descriptors that it was started with. The null
 * device takes their place in the new process. Only Linux needs it.
 */
function coverInherited(stdio: SpawnOptions['stdio']): SpawnOptions['stdio'][number][] {
  const covered = [...stdio];
  for (const descriptor of inheritedDescriptors()) {
    if (descriptor < stdio.length) continue;
    while (covered.length < descriptor) covered.push('ignore');
    nullDevice ??= openSync('/dev/null', 'r');
    covered[descriptor] = nullDevice;
  }
  return covered;
}

let nullDevice: number | undefined;

/** O_CLOEXEC in `flags` of /proc/PID/fdinfo. See https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html */
const CLOSE_ON_EXEC = 0o2_000_000;

/** The descriptors that every started program would get, in ascending order. */
function inheritedDescriptors(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => isInherited(descriptor))
    .toSorted((one, other) => one - other);
}

function isInherited(descriptor: number): boolean {
  try {
    const info = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1');
    const flags = /^flags:\s*(\d+)$/m.exec(info)?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    // The one that listed them is closed by now.
    return false;
  }
}
