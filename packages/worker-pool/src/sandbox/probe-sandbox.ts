import { tmpdir } from 'node:os';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  findHostProgram,
  parseArgument,
  reasonOf,
  type ShapeOf,
  spawnChild,
  taskFolderOn,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { innerSandbox } from './inner-sandbox.ts';
import { outerSandbox } from './outer-sandbox.ts';
import { seccompFilter } from './seccomp-filter.ts';

/** Whether workers can live in namespaces of their own on this machine. */
export type SandboxSupport =
  | {
      readonly available: true;
      /** Absolute path of bubblewrap. */
      readonly bwrap: string;
      /** Whether a command can have a /proc of its own, or sees the one of its worker's namespace. */
      readonly innerProc: 'own' | 'shared';
      /** Absolute path of prlimit, which sets resource limits; absent where it is not installed. */
      readonly prlimit?: string;
    }
  | {
      readonly available: false;
      /** What is missing and what to do, in full sentences. */
      readonly reason: string;
    };

/** Where to look for bubblewrap. */
export interface SandboxProbeOptions {
  /** @defaultValue `process.env.PATH` */
  readonly path?: string;
  /** @defaultValue `process.platform` */
  readonly platform?: NodeJS.Platform;
}

const TIMEOUT = 30_000;

/** The first beyond standard error. */
const SECCOMP_DESCRIPTOR = 3;

/** Milliseconds that a failure is remembered. */
const FAILURE_HOLDS = 60_000;

let known: Promise<SandboxSupport> | undefined;

/** The programs that the known answer names. */
let foundPrograms: readonly string[] = [];

/**
 * Resolves with whether workers can be put into namespaces, by creating the very pair of namespaces that a worker and a command of
 * it have. Without options an answer holds for the process, one that reports a failure for a minute: it may have been the
 * load of the machine. Programs that lie in a project by now are looked for anew. Rejects with `INVALID_TASK` alone.
 */
export function probeSandbox(options?: SandboxProbeOptions): Promise<SandboxSupport> {
  if (options !== undefined) return probeAsAsked(options);
  // What was found may lie in a project that was not known then.
  if (foundPrograms.some((program) => taskFolderOn(program) !== undefined)) known = undefined;
  known ??= probe({}).then((support) => {
    if (!support.available) setTimeout(() => (known = undefined), FAILURE_HOLDS).unref();
    foundPrograms = support.available ? [support.bwrap, support.prlimit ?? ''].filter(Boolean) : [];
    return support;
  });
  return known;
}

const probeOptions = z.strictObject({
  path: z.string().optional(),
  platform: z.string().optional(),
} satisfies ShapeOf<SandboxProbeOptions>) as z.ZodType<SandboxProbeOptions>;

async function probeAsAsked(options: SandboxProbeOptions): Promise<SandboxSupport> {
  return probe(parseArgument(probeOptions, options, { of: 'probeSandbox()' }));
}

async function probe({
  path = process.env['PATH'] ?? '',
  platform = process.platform,
}: SandboxProbeOptions): Promise<SandboxSupport> {
  if (platform !== 'linux') {
    return missing(`The sandbox needs the namespaces of Linux, and this is ${platform}. Run on Linux.`);
  }
  const bwrap = findHostProgram('bwrap', path);
  if (bwrap === undefined) {
    return missing('There is no bwrap on the PATH. Install bubblewrap, for example: apt install bubblewrap.');
  }
  const prlimit = findHostProgram('prlimit', path);
  let failure = '';
  for (const innerProc of ['own', 'shared'] as const) {
    failure = await tryNested(bwrap, innerProc);
    if (failure === '') {
      return { available: true, bwrap, innerProc, ...(prlimit === undefined ? {} : { prlimit }) };
    }
  }
  return missing(
    `bubblewrap (${bwrap}) cannot make a namespace: ${failure}. Allow user namespaces for it: in a container without seccomp's and AppArmor's denials, elsewhere by sysctl kernel.unprivileged_userns_clone=1 or kernel.apparmor_restrict_unprivileged_userns=0.`,
  );
}

/** Why the pair of namespaces cannot be made; empty when it can. */
async function tryNested(bwrap: string, innerProc: 'own' | 'shared'): Promise<string> {
  const outer = outerSandbox({
    network: false,
    readable: [bwrap],
    temporaryFolder: tmpdir(),
    workingDirectory: '/',
    seccompDescriptor: SECCOMP_DESCRIPTOR,
  });
  const inner = innerSandbox({ innerProc, workingDirectory: '/' });
  const child = spawnChild(bwrap, [...outer, bwrap, ...inner, '/bin/true'], {
    cwd: '/',
    environment: {},
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const filter = child.stdio[SECCOMP_DESCRIPTOR] as Writable | undefined;
  filter?.on('error', () => undefined).end(seccompFilter());
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT);
  const stderr = child.stderr === null ? '' : text(child.stderr).catch(() => '');
  const failure = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(reasonOf(error)));
    child.once('close', (code, signal) => {
      if (signal !== null) resolve(`${signal} ended it`);
      else resolve(code === 0 ? '' : `it exited with code ${code}`);
    });
  });
  clearTimeout(timer);
  if (failure === '') return '';
  const lines = (await stderr).trim().split('\n').filter(Boolean);
  return (lines.at(-1) ?? failure).replace(/\.$/, '');
}

const missing = (reason: string): SandboxSupport => ({ available: false, reason });
