import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/workspace.ts';
import { readmeExample } from '../support/readme.ts';
import {
  BIN,
  type JsonLine,
  parseJsonLines,
  type PoppoResult,
  RunningPoppo,
  runPoppo,
} from '../support/poppo.ts';
import { fileWritten } from '../support/processes.ts';
import { Terminal } from '../support/terminal.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'poppo-daemon-'));
const home = join(folder, 'home');
const options = { cwd: folder, home } as const;
const NIGHTLY = { cron: '0 3 * * *', task: { type: 'custom-command', command: 'true' } };
const TRAINING = { ...NIGHTLY, options: { requires: ['gpu'] } };
let ready: JsonLine;

const poppo = async (...args: readonly string[]): Promise<PoppoResult> => runPoppo(args, options);

const linesOf = ({ stdout }: PoppoResult): JsonLine[] =>
  stdout === '' ? [] : stdout.split('\n').map((line) => JSON.parse(line) as JsonLine);

const valueOf = async (...args: readonly string[]): Promise<JsonLine> => {
  const result = await poppo(...args, '--json');
  expect([args, result.exitCode, result.stderr]).toEqual([args, 0, '']);
  return linesOf(result)[0] as JsonLine;
};

beforeAll(async () => {
  chmodSync(folder, 0o711);
  mkdirSync(join(folder, 'shop'));
  mkdirSync(join(folder, 'held'));
  writeFileSync(
    join(folder, 'poppobuilder.config.json'),
    JSON.stringify({
      http: { port: 0 },
      slots: 2,
      isolation: 'process',
      projects: {
        shop: {
          path: 'shop',
          budgets: { day: { runs: 1_000 } },
          schedules: { nightly: NIGHTLY, training: TRAINING },
        },
        held: { path: 'held', approval: 'start' },
      },
    }),
  );
  const started = await poppo('start', '--detach', '--json');
  assert.deepEqual([started.exitCode, started.stderr], [0, '']);
  ready = linesOf(started)[0] as JsonLine;
}, 90_000);

afterAll(async () => {
  const stopped = await poppo('stop');
  rmSync(folder, { recursive: true, force: true });
  assert.deepEqual([stopped.exitCode, stopped.stdout], [0, 'The daemon has stopped.']);
}, 60_000);

const task = (id: string, fields: object): string => {
  const file = join(folder, `${id}.json`);
  writeFileSync(file, JSON.stringify({ id, type: 'custom-command', projectId: 'shop', ...fields }));
  return file;
};

describe('a daemon that was started in the background', () => {
  it('says where it listens', () => {
    expect(ready).toEqual({
      event: 'ready',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      socket: join(home, 'daemon.sock'),
      pid: expect.any(Number) as number,
    });
  });

  it('is the only one of its home folder', async () => {
    const second = await poppo('start', '--json');
    expect(second.exitCode).toBe(1);
    expect(linesOf(second)[0]).toMatchObject({ event: 'error', error: { code: 'DAEMON_RUNNING' } });
    expect(second.stderr).toContain(String(ready['pid']));
  });

  it('runs what is submitted, and shows it', async () => {
    const file = task('one', { command: 'echo', args: ['hello'] });
    expect(await valueOf('submit', file, '--wait', '--tag', 'first', '--tag', 'loud')).toMatchObject({
      id: 'one',
      result: { stdout: 'hello\n' },
    });
    expect(await valueOf('show', 'one')).toMatchObject({ state: 'succeeded' });
    expect(await valueOf('tasks', '--text', 'hello')).toMatchObject({ id: 'one', state: 'succeeded' });
    const narrowed = [
      'tasks',
      '--state',
      'succeeded',
      '--tag',
      'loud',
      '--finished-after',
      '2026-01-01T00:00:00Z',
    ];
    expect(await valueOf(...narrowed)).toMatchObject({ id: 'one', tags: ['first', 'loud'] });
    const later = await poppo(...narrowed, '--created-after', '2999-01-01T00:00:00Z');
    expect(later.stdout).toBe('There are no such tasks.');
    const odd = await poppo('tasks', '--created-after', 'yesterday');
    expect([odd.exitCode, odd.stderr]).toEqual([2, expect.stringContaining('createdAfter')]);
    expect((await poppo('tasks')).stdout).toMatch(/^ID +STATE.*\none +succeeded/);
    expect(await valueOf('status')).toMatchObject({ state: 'ready', pid: ready['pid'], running: 0 });
    expect((await poppo('retry', 'one')).exitCode).toBe(1);
  });

  it('prints what a command wrote when its result is waited for', async () => {
    const script = 'echo to stdout; echo to stderr >&2';
    const { stdout } = await poppo('submit', task('loud', { command: 'sh', args: ['-c', script] }), '--wait');
    expect(stdout.split('\n')).toEqual(['  | to stdout', '  | to stderr', '  exitCode: 0']);
  });

  it('exits like `poppo run` for a task that fails', async () => {
    const failed = await poppo('submit', task('bad', { command: 'false' }), '--wait', '--json');
    expect([failed.exitCode, linesOf(failed)[0]]).toMatchObject([
      1,
      { state: 'failed', error: { code: 'COMMAND_FAILED' } },
    ]);
    expect((await poppo('submit', task('typo', { comand: 'x' }))).exitCode).toBe(2);
  });

  it('follows the log of a task to its end', async () => {
    const gate = join(folder, 'shop', 'gate');
    const script = 'echo one; until [ -e gate ]; do sleep 0.1; done; echo two';
    await valueOf('submit', task('long', { command: 'sh', args: ['-c', script] }));
    const logs = new RunningPoppo(['logs', '-f', 'long', '--json'], options);
    await logs.seen(/one/);
    writeFileSync(gate, '');
    const { exitCode, stdout } = await logs.ended;
    expect(exitCode).toBe(0);
    expect(stdout).toContain('two');
  });

  it('holds what a person has to approve, and a project that is paused', async () => {
    await valueOf('submit', task('held', { projectId: 'held', command: 'true' }));
    expect(await valueOf('explain', 'held')).toMatchObject({ id: 'held', tasks: [{ id: 'held' }] });
    const { waitingFor } = await valueOf('show', 'held');
    const { message } = waitingFor as { readonly message: string };
    const stale = await poppo('approve', 'held', '--asked', 'An earlier plan.');
    expect([stale.exitCode, (await valueOf('show', 'held'))['state']]).toEqual([1, 'blocked']);
    expect(await valueOf('approve', 'held', '--asked', message)).toMatchObject({ id: 'held' });
    expect(await valueOf('pause', 'shop', '--reason', 'Release.')).toMatchObject({ isPaused: true });
    expect((await poppo('projects')).stdout).toContain('Release.');
    expect(await valueOf('resume', 'shop')).toMatchObject({ isPaused: false });
  });

  it('cancels what waits, and rejects it with a reason', async () => {
    await valueOf('submit', task('unwanted', { projectId: 'held', command: 'true' }));
    await valueOf('submit', task('risky', { projectId: 'held', command: 'true' }));
    expect(await valueOf('cancel', 'unwanted', '--reason', 'No.')).toMatchObject({ state: 'cancelled' });
    expect(await valueOf('reject', 'risky', '--reason', 'Too risky.')).toMatchObject({ state: 'cancelled' });
    const rejected = await valueOf('show', 'risky');
    expect(rejected).toMatchObject({ reason: expect.stringContaining('Too risky.') as string });
    expect((await poppo('approve', 'risky')).exitCode).toBe(1);
  });

  it('shows budgets and raises them, and runs, pauses and resumes schedules', async () => {
    expect(await valueOf('budget', 'show')).toMatchObject({ project: 'shop', runs: { cap: 1_000 } });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await valueOf('budget', 'override', '--project', 'shop', '--runs', '5', '--until', until);
    expect(await valueOf('budget', 'show')).toMatchObject({ runs: { cap: 1_005 } });
    const { id } = await valueOf('schedule', 'list');
    expect(await valueOf('schedule', 'pause', String(id))).toMatchObject({ paused: true });
    expect(await valueOf('schedule', 'resume', String(id))).toMatchObject({ paused: false });
    const { id: submitted } = await valueOf('schedule', 'run', String(id));
    expect(await valueOf('show', String(submitted))).toMatchObject({ projectId: 'shop' });
  });

  it('lists tasks by the label that a consumer must have for them', async () => {
    const schedules = linesOf(await poppo('schedule', 'list', '--json'));
    const training = schedules.find(({ id }) => String(id).endsWith('training'));
    const { id } = await valueOf('schedule', 'run', String(training?.['id']));
    const listed = linesOf(await poppo('tasks', '--label', 'gpu', '--json'));
    expect(listed).toMatchObject([{ id, state: 'queued' }]);
    expect((await poppo('tasks', '--label', 'gpu', '--label', 'arm')).stdout).toBe(
      'There are no such tasks.',
    );
    await valueOf('cancel', String(id));
  });

  it('shows at a glance what needs a person, what runs, and what waits and why', async () => {
    await valueOf('submit', task('asking', { projectId: 'held', command: 'true' }));
    const plain = await poppo('top');
    expect(plain.stdout).toMatch(/^PoppoBuilder .* is ready: 0 of 2 slots in use, 2 projects, /);
    expect(plain.stdout).toMatch(/NEEDS YOU\n +held {2}asking {2}custom-command {2}APPROVAL: /);
    expect(plain.stdout).toMatch(/WAITING\n +1 {2}APPROVAL: /);
    expect(plain.stdout).toMatch(/BUDGETS\n +shop \(day\) {2}\d+ of 1005 runs/);
    expect(await valueOf('top')).toMatchObject({ needsYou: [{ id: 'asking' }, { id: 'bad' }], running: [] });
  });

  it.runIf(process.platform === 'linux')('acts on the selected task by keys in a terminal', async () => {
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], POPPOBUILDER_HOME: home };
    await using terminal = new Terminal(`${process.execPath} ${BIN} top`, { cwd: folder, env });
    await terminal.seen(/> held {2}asking/);
    terminal.press('x');
    await terminal.seen(/reject asking\? y\/n/);
    terminal.press('n');
    await terminal.seen(/select · l log/);
    expect(await valueOf('show', 'asking')).toMatchObject({ state: 'blocked' });
    terminal.press('a');
    await terminal.seen(/asking: \w+/);
    terminal.press('l');
    await terminal.seen(/q back/);
    terminal.press('q');
    await terminal.seen(/NEEDS YOU/);
    terminal.press('q');
    expect(await terminal.ended).toBe(0);
  });

  it('answers a remote client with a token only', async () => {
    const { token } = await valueOf('token', 'create', '--role', 'viewer', '--name', 'tv');
    const remote = { ...options, env: { POPPOBUILDER_TOKEN: String(token) } };
    const url = String(ready['url']);
    expect((await runPoppo(['tasks', '--url', url], remote)).exitCode).toBe(0);
    expect((await runPoppo(['pause', 'shop', '--url', url], remote)).exitCode).toBe(1);
    expect((await poppo('tasks', '--url', url)).exitCode).toBe(1);
    expect(await valueOf('open')).toEqual({ url: expect.stringContaining(`${url}/sign-in?link=`) as string });
  });

  it.runIf(process.platform === 'linux')('opens its page by no program that a task has left', async () => {
    await valueOf('submit', task('planting', { command: 'true' }), '--wait');
    const shop = join(folder, 'shop');
    const places = ['tools', 'node_modules/.bin'].map((name) => join(shop, name));
    for (const place of places) {
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, 'xdg-open'), '#!/bin/sh\ntouch planted\n', { mode: 0o755 });
    }
    const own = join(folder, 'own');
    mkdirSync(own);
    writeFileSync(join(own, 'xdg-open'), '#!/bin/sh\necho "$1 $PATH" > opened.new; mv opened.new opened\n', {
      mode: 0o755,
    });
    const env = { PATH: [...places, '', '.', own, '/usr/bin', '/bin'].join(':') };
    expect((await runPoppo(['open'], { ...options, cwd: shop, env })).exitCode).toBe(0);
    const opened = join(shop, 'opened');
    await fileWritten(opened);
    expect(readFileSync(opened, 'utf8')).toBe(
      `${pathToFileURL(join(home, 'open.html')).href} ${own}:/usr/bin:/bin\n`,
    );
    expect(existsSync(join(shop, 'planted'))).toBe(false);
  });

  it('is used by a program as the README of the client says', async () => {
    const program = readmeExample('packages/api', 'run').replace('/var/lib/poppobuilder', home);
    writeFileSync(join(folder, 'program.mjs'), program);
    mkdirSync(join(folder, 'node_modules/@poppobuilder'), { recursive: true });
    symlinkSync(join(root, 'packages/api'), join(folder, 'node_modules/@poppobuilder/api'));
    const { stdout } = await run(process.execPath, [join(folder, 'program.mjs')]);
    expect(stdout).toBe('from the API\n\n');
  });

  it.each([
    ['show', 'none'],
    ['logs', 'none'],
    ['explain', 'shop#12'],
    ['pause', 'none'],
    ['schedule', 'run', 'none'],
    ['token', 'revoke', 'none'],
  ])('says with exit code 2 that it does not know what %s %s names', async (...args) => {
    expect((await poppo(...args)).exitCode).toBe(2);
  });
});

it('without a daemon, the exit code is 3, and the message says how to start one', async () => {
  const result = await runPoppo(['status', '--json'], { cwd: folder, home: join(folder, 'elsewhere') });
  expect([result.exitCode, linesOf(result)[0]]).toMatchObject([3, { error: { code: 'NO_DAEMON' } }]);
  expect(result.stderr).toContain('poppo start');
});

it.each([
  'nonsense',
  '',
  'ftp://127.0.0.1',
  'http://',
  'http://user:secret@127.0.0.1:1',
  'http://127.0.0.1:1/?x',
])('the URL %j is refused as no URL of a daemon', async (url) => {
  const { exitCode, stdout, stderr } = await poppo('status', '--url', url, '--json');
  expect([exitCode, parseJsonLines(stdout)[0]]).toMatchObject([2, { error: { code: 'INVALID_CONFIG' } }]);
  expect(stderr).toContain('--url');
});

it('a token that no request can have is refused', async () => {
  const env = { POPPOBUILDER_TOKEN: 'two\nlines' };
  const result = await runPoppo(['status', '--url', 'http://127.0.0.1:1'], { ...options, env });
  expect([result.exitCode, result.stderr]).toEqual([2, expect.stringContaining('POPPOBUILDER_TOKEN')]);
});

it('an override of a budget names its scope', async () => {
  const raise = ['budget', 'override', '--runs', '1', '--until', '2999-01-01T00:00:00Z'];
  for (const scope of [[], ['--issue', '1'], ['--all', '--issue', '1'], ['--all', '--project', 'shop']]) {
    expect((await poppo(...raise, ...scope)).exitCode).toBe(2);
  }
});

it.each(['bash', 'zsh', 'fish'])('%s gets a script that completes commands', async (shell) => {
  const { exitCode, stdout } = await poppo('completion', shell);
  expect([exitCode, stdout.includes('poppo')]).toEqual([0, true]);
});
