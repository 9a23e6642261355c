import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProcessTable } from '@poppobuilder/core/runner-kit';

/** What was seen of a host while a command of its task ran. */
export interface Sight {
  /** Processes below the host. */
  readonly processes: number;
  /** Those that had a descriptor of the host's caller, by their command line and the descriptor's number. */
  readonly leaks: readonly string[];
  readonly exitCode: number | null;
  readonly output: string;
}

/** A project whose task `cat gate` waits until it was looked at. */
export class WatchedProject implements Disposable {
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-descriptors-')));
  readonly path: string = join(this.folder, 'project');
  readonly home: string = join(this.folder, 'home');
  readonly task: Readonly<Record<string, unknown>> = {
    id: 'watched',
    type: 'custom-command',
    projectId: 'watched',
    projectPath: this.path,
    command: 'cat',
    args: ['gate'],
  };

  constructor() {
    for (const name of ['project', 'outside']) mkdirSync(join(this.folder, name));
    writeFileSync(join(this.folder, 'outside/file'), 'a file of the caller');
    for (const name of ['project/gate', 'outside/pipe']) spawnSync('mkfifo', [join(this.folder, name)]);
  }

  /** Starts a host that inherits descriptors, and looks at all below it while its task runs. */
  async watch(args: readonly string[]): Promise<Sight> {
    const outside = join(this.folder, 'outside');
    const server = createServer().listen(join(outside, 'socket'));
    await once(server, 'listening');
    const socket = (server as unknown as { _handle: { fd: number } })._handle.fd;
    const [file, folder] = [openSync(join(outside, 'file'), 'r'), openSync(outside, 'r')];
    const pipe = openSync(join(outside, 'pipe'), 'r+');
    const given = {
      3: file,
      17: folder,
      18: socket,
      20: folder,
      21: pipe,
      200: folder,
      201: pipe,
      1000: file,
    };
    const host = startHost(args, given, this.home);
    try {
      const output = collect(host);
      const ended = once(host, 'close');
      const gate = await Promise.race([open(join(this.path, 'gate'), 'w'), ended]);
      let seen: Pick<Sight, 'processes' | 'leaks'>;
      try {
        seen = look(host.pid ?? 0, Object.keys(given));
      } finally {
        if ('close' in gate) await gate.close();
      }
      await ended;
      return { ...seen, exitCode: host.exitCode, output: output() };
    } finally {
      host.kill('SIGKILL');
      for (const descriptor of [file, folder, pipe]) closeSync(descriptor);
      server.close();
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function startHost(
  args: readonly string[],
  given: Readonly<Record<number, number>>,
  home: string,
): ChildProcess {
  const count = Math.max(...Object.keys(given).map(Number)) + 1;
  const stdio = Array.from(
    { length: count },
    (_, number) => given[number] ?? (number < 3 ? 'pipe' : 'ignore'),
  );
  const { PATH, HOME } = process.env;
  return spawn(process.execPath, args, { env: { PATH, HOME, POPPOBUILDER_HOME: home }, stdio });
}

function collect({ stdout, stderr }: ChildProcess): () => string {
  let text = '';
  for (const stream of [stdout, stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return () => text;
}

function look(host: number, numbers: readonly string[]): Pick<Sight, 'processes' | 'leaks'> {
  const ofCaller = new Set(numbers.map((number) => readlinkSync(`/proc/${host}/fd/${number}`)));
  const table = readProcessTable();
  const below = new Set([host]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of table) {
      if (below.has(pid) || !below.has(parent)) continue;
      below.add(pid);
      grown = true;
    }
  }
  below.delete(host);
  return { processes: below.size, leaks: [...below].flatMap((pid) => descriptorsOf(pid, ofCaller)) };
}

/** The descriptors of a process that lead to one of the targets; none if it has ended since the table was read. */
function descriptorsOf(pid: number, targets: ReadonlySet<string>): string[] {
  const read = (name: string): string | undefined => unlessGone(() => readlinkSync(`/proc/${pid}/${name}`));
  const numbers = unlessGone(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  return numbers
    .filter((number) => targets.has(read(`fd/${number}`) ?? ''))
    .map((number) => `${read('exe')}: ${number}`);
}

function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
