import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { canary, CANARY_PATTERN } from './canary.ts';
import type { Place } from './escape-case.ts';
import { PlantedFiles } from './planted-files.ts';
import { addUserKey } from './user-key.ts';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');

/** What tasks may change without having got out. */
const IGNORED = [
  /^project\/\.poppo\/logs\/[^/]+\.log$/,
  /^project\/\.poppo\/logs\/output\/./,
  /^data\/projects\/own\/(git|home|state)(\/|$)/,
  /^data\/workspaces\/own(\/|$)/,
  // The host records there which workers use a home, where the project was, and when homes were last looked through.
  /^data\/homes-swept$/,
  /^data\/projects\/own\/(home-users|checkouts)(\/|$)/,
  // The host has it written by a process of its own code; a worker reads it, or has a copy.
  /^data\/compile-cache(\/|$)/,
  // What the host remembers of the plugins. A case tries to write beside it.
  /^data\/plugins(\/[\da-f]{16}\.json[^/]*)?$/,
  /^sockets(\/|$)/,
];

/** A project, and around it all that its tasks must not reach. Nothing real is planted or touched. */
export class EscapeWorld implements AsyncDisposable {
  readonly place: Place;
  /** The host's environment, as a pool takes it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #files: PlantedFiles;
  readonly #release: (() => unknown)[];
  #heard = 0;

  private constructor(
    place: Place,
    environment: Readonly<Record<string, string>>,
    files: PlantedFiles,
    release: (() => unknown)[],
  ) {
    this.place = place;
    this.environment = environment;
    this.#files = files;
    this.#release = release;
  }

  static async create(): Promise<EscapeWorld> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-escape-')));
    const files = new PlantedFiles(folder, (path) => IGNORED.some((ignored) => ignored.test(path)));
    const release: (() => unknown)[] = [() => files.remove()];
    const project = plantProject(files);
    const outside = plantOutside(files);
    const operator = plantOperator(files);
    const other = plantOther(files);
    const data = files.folder('data');
    files.folder('data/projects/own');
    files.folder('data/workspaces/other');
    files.folder('data/projects/other/home');
    files.file('data/projects/other/state/state.sqlite', makeDatabase(join(folder, 'new.sqlite')));
    const alias = files.link('alias', project);
    files.folder('sockets');
    files.plant();
    const sharedMemory = `/dev/shm/${basename(folder)}`;
    writeFileSync(sharedMemory, canary('memory'), { mode: 0o600 });
    release.push(() => rmSync(sharedMemory, { force: true }));
    const bystander = startBystander(join(folder, 'sockets/removed'), release);
    const socket = join(folder, 'sockets/host.sock');
    const abstractSocket = basename(folder);
    release.push(addUserKey(basename(folder), canary('key')));
    const terminal = await openTerminal(release);
    await serve({ path: socket }, release);
    await serve({ path: `\0${abstractSocket}` }, release);
    const tcp = await serve({ host: '127.0.0.1', port: 0 }, release);
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    release.push(() => udp.close());
    await once(udp, 'listening');
    const temporary = join(tmpdir(), basename(folder));
    release.push(() => rmSync(`${temporary}-sparse`, { force: true }));
    const place: Place = {
      project,
      outside,
      operator,
      other,
      data,
      alias,
      temporary,
      sharedMemory,
      hostPid: process.pid,
      bystanderPid: bystander.pid ?? 0,
      socket,
      abstractSocket,
      tcpPort: (tcp.address() as { port: number }).port,
      udpPort: udp.address().port,
      key: basename(folder),
      terminal,
      modules: [
        here,
        join(root, 'test/node_modules'),
        join(root, 'packages/core'),
        dirname(process.execPath),
      ],
      pattern: CANARY_PATTERN,
    };
    const environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: operator,
      SSH_AUTH_SOCK: socket,
      GITHUB_TOKEN: canary('hosttoken'),
      ANTHROPIC_API_KEY: canary('agentkey'),
      ANOTHER_SECRET: canary('variable'),
    };
    const world = new EscapeWorld(place, environment, files, release);
    udp.on('message', () => (world.#heard += 1));
    return world;
  }

  /** What became of everything around the project since the last time, which is then as it was. */
  async takeChanges(): Promise<string[]> {
    const { temporary } = this.place;
    const changes = this.#files.differences().filter((path) => !isProjectContent(path));
    if (existsSync(`${temporary}-sparse`)) changes.push('the folder for temporary files');
    // A datagram that was sent is in the socket's queue: one of our own comes after it.
    const before = this.#heard;
    const own = createSocket('udp4');
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = setInterval(() => {
      if (this.#heard > before) resolve();
    }, 1);
    own.send('own', this.place.udpPort, '127.0.0.1');
    await promise;
    clearInterval(look);
    own.close();
    if (this.#heard > this.#known + 1) changes.push('the server for datagrams');
    this.#known = this.#heard;
    rmSync(`${temporary}-sparse`, { force: true });
    this.#files.plant();
    return changes;
  }

  #known = 0;

  async [Symbol.asyncDispose](): Promise<void> {
    for (const release of this.#release.toReversed()) await release();
  }
}

const isProjectContent = (path: string): boolean =>
  path.startsWith('project/') && !path.startsWith('project/.poppo');

function plantProject(files: PlantedFiles): string {
  const project = files.folder('project');
  files.file('project/folder/file.txt', 'a file of the project');
  files.link('project/link-to-outside', '../outside');
  files.link('project/link-to-secret', '../outside/secret.txt');
  files.file('project/swap/secret.txt', 'nothing');
  files.link('project/swap-leading', '../outside');
  files.file('project/.poppo/.gitignore', '*\n!config.json\n');
  files.folder('project/.poppo/logs/output');
  files.file(
    'project/.poppo/credentials.json',
    JSON.stringify({
      githubToken: canary('token'),
      secrets: { declared: canary('declared'), undeclared: canary('undeclared') },
    }),
    0o600,
  );
  return project;
}

/** A state database as `StateStore` makes it, with a canary in it. */
function makeDatabase(path: string): Buffer {
  const database = new DatabaseSync(path);
  database.exec(`create table state (value text); insert into state values ('${canary('state')}')`);
  database.close();
  const content = readFileSync(path);
  rmSync(path);
  return content;
}

function plantOutside(files: PlantedFiles): string {
  const outside = files.folder('outside');
  files.file('outside/secret.txt', canary('file'));
  files.file('outside/.env', `LOADED=${canary('variables')}`);
  files.file('outside/secret.json', JSON.stringify(canary('json')));
  files.file('outside/secret.mjs', `export default '${canary('module')}';`);
  files.file('outside/secret.cjs', `globalThis.loaded = '${canary('required')}';`);
  return outside;
}

function plantOperator(files: PlantedFiles): string {
  const operator = files.folder('operator');
  files.file('operator/.ssh/id_ed25519', canary('ssh'), 0o600);
  files.file('operator/.git-credentials', `https://user:${canary('git')}@github.com`, 0o600);
  files.file('operator/.config/gh/hosts.yml', `oauth_token: ${canary('gh')}`, 0o600);
  files.file('operator/.npmrc', `//registry.example/:_authToken=${canary('npm')}`, 0o600);
  files.file('operator/.aws/credentials', `aws_secret_access_key = ${canary('aws')}`, 0o600);
  files.file('operator/.bashrc', '# nothing');
  files.file(`operator/.${canary('name')}`, '');
  return operator;
}

function plantOther(files: PlantedFiles): string {
  const other = files.folder('other');
  files.file('other/secret.txt', canary('other'));
  files.file('other/.poppo/credentials.json', JSON.stringify({ githubToken: canary('othertoken') }), 0o600);
  return other;
}

function startBystander(removed: string, release: (() => unknown)[]): ChildProcess {
  writeFileSync(removed, canary('removed'));
  const descriptor = openSync(removed, 'r');
  const child = spawn('cat', {
    env: { PATH: process.env['PATH'], GITHUB_TOKEN: canary('environ') },
    stdio: ['pipe', 'ignore', 'ignore', descriptor],
  });
  closeSync(descriptor);
  rmSync(removed);
  release.push(() => endOf(child));
  return child;
}

/** A terminal with a program in it, as the operator's is. Gives its file. */
async function openTerminal(release: (() => unknown)[]): Promise<string> {
  const child = spawn('script', ['-qfc', 'tty; exec cat', '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  release.push(() => endOf(child));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return String(line).trim();
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function serve(
  at: { readonly path: string } | { readonly host: string; readonly port: number },
  release: (() => unknown)[],
): Promise<Server> {
  const answer = canary('answer');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\nConnection: close\r\n\r\n${answer}`);
  });
  server.listen(at);
  await once(server, 'listening');
  release.push(() => server.close());
  return server;
}
