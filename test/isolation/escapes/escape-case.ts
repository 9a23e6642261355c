import type * as childProcess from 'node:child_process';
import type cluster from 'node:cluster';
import type * as dgram from 'node:dgram';
import type * as dns from 'node:dns';
import type * as fs from 'node:fs';
import type * as inspector from 'node:inspector';
import type * as module from 'node:module';
import type * as net from 'node:net';
import type * as os from 'node:os';
import type * as sqlite from 'node:sqlite';
import type * as v8 from 'node:v8';
import type * as wasi from 'node:wasi';
import type * as workerThreads from 'node:worker_threads';
import type { Permissions } from '@poppobuilder/core';

/** Where an attempt finds what it is after. None of it contains a canary. */
export interface Place {
  /** The task's own project. */
  readonly project: string;
  /** A folder beside it, with `secret.txt` and others. */
  readonly outside: string;
  /** HOME of the operator. */
  readonly operator: string;
  /** Folder of another project. */
  readonly other: string;
  /** Folder of PoppoBuilder's own data. */
  readonly data: string;
  /** A link beside the project that leads to it. */
  readonly alias: string;
  /** Begins the names of files that an attempt may make in the host's folder for temporary files. */
  readonly temporary: string;
  /** A file in memory that the host shares with itself. */
  readonly sharedMemory: string;
  readonly hostPid: number;
  /** A process of the same user, with a canary in its environment and behind descriptor 3. */
  readonly bystanderPid: number;
  /** A socket in the file system, as those of Docker and of the SSH agent are. */
  readonly socket: string;
  /** Name of a socket without a file. */
  readonly abstractSocket: string;
  /** A TCP server on 127.0.0.1 that answers with a canary. */
  readonly tcpPort: number;
  /** A UDP server on 127.0.0.1 that leaves a mark when it hears something. */
  readonly udpPort: number;
  /** Description of a key in the keyring of the operator. */
  readonly key: string;
  /** The terminal of the operator. */
  readonly terminal: string;
  /** Folders that workers load code from. */
  readonly modules: readonly string[];
  /** Matches every canary. */
  readonly pattern: string;
}

/** Told by an attempt that got through where no canary can be. */
export const REACHED = 'REACHED';

interface Modules {
  readonly 'node:child_process': typeof childProcess;
  readonly 'node:cluster': typeof cluster;
  readonly 'node:dgram': typeof dgram;
  readonly 'node:dns': typeof dns;
  readonly 'node:fs': typeof fs;
  readonly 'node:inspector': typeof inspector;
  readonly 'node:module': typeof module;
  readonly 'node:net': typeof net;
  readonly 'node:os': typeof os;
  readonly 'node:sqlite': typeof sqlite;
  readonly 'node:v8': typeof v8;
  readonly 'node:wasi': typeof wasi;
  readonly 'node:worker_threads': typeof workerThreads;
}

/** `require`. */
export interface Load {
  <Name extends keyof Modules>(name: Name): Modules[Name];
  (path: string): unknown;
}

/** What is tried. */
export type Attempt =
  /** Reads a file. */
  | { readonly file: (place: Place) => string }
  /** Writes a file. */
  | { readonly write: (place: Place) => string }
  /** Runs in the handler, or in a Node that a command starts. It is sent as text: nothing outside of it is known. */
  | { readonly script: (place: Place, load: Load) => unknown }
  /** For a command: the fields of the place are variables. */
  | { readonly shell: string };

/** A set of permissions, by its name. */
export type Grant =
  | 'nothing'
  | 'read'
  | 'project'
  | 'all files'
  | 'network'
  | 'workers'
  | 'commands'
  | 'commands without files'
  | 'commands and read'
  | 'commands and network'
  | 'commands and secrets';

/** What the handler that tries has declared. */
export const GRANTS: Readonly<Record<Grant, Permissions>> = {
  nothing: {},
  read: { files: 'read' },
  project: { files: 'project' },
  'all files': { files: 'all' },
  network: { files: 'project', network: true },
  workers: { files: 'project', workers: true },
  commands: { files: 'project', commands: true },
  'commands without files': { commands: true },
  'commands and read': { files: 'read', commands: true },
  'commands and network': { files: 'project', commands: true, network: true },
  'commands and secrets': { files: 'project', commands: true, secrets: ['github', 'declared'] },
};

/** What an attempt needs to have a chance in a process alone; or, for `node-net`, what it takes to stop it there. */
export type Where = 'root' | 'trace' | 'userns' | 'keyrings' | 'owns-code' | 'node-net';

/** One way out. */
export interface EscapeCase {
  /** A fact that must not be true in a sandbox. */
  readonly name: string;
  readonly kind: 'read' | 'write' | 'reach';
  readonly by: 'handler' | 'command';
  readonly grant: Grant;
  readonly attempt: Attempt;
  /** What decides, beside isolation, whether it works. @defaultValue nothing */
  readonly where?: Where | undefined;
}

type Options = Pick<EscapeCase, 'where'> & { readonly grant?: Grant };

/** An attempt of a handler. */
export function byHandler(
  name: string,
  kind: EscapeCase['kind'],
  attempt: Attempt,
  options: Options = {},
): EscapeCase {
  return { name: `a handler ${name}`, kind, by: 'handler', grant: 'project', attempt, ...options };
}

/** An attempt of a command. */
export function byCommand(
  name: string,
  kind: EscapeCase['kind'],
  attempt: Attempt,
  options: Options = {},
): EscapeCase {
  return { name: `a command ${name}`, kind, by: 'command', grant: 'commands', attempt, ...options };
}

/** The same attempt of both. */
export function byBoth(
  name: string,
  kind: EscapeCase['kind'],
  attempt: Attempt,
  options: Pick<Options, 'where'> = {},
): EscapeCase[] {
  return [byHandler(name, kind, attempt, options), byCommand(name, kind, attempt, options)];
}
