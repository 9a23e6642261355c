import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { TaskExecutor } from '@poppobuilder/core';
import { createEngine, type Engine } from '@poppobuilder/engine';
import customCommand from '@poppobuilder/plugin-custom-command';
import { describe, expect, it, vi } from 'vitest';
import { type PoppoResult, runPoppo } from '../support/poppo.ts';
import { processesIn } from '../support/processes.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

const BIN = fileURLToPath(new URL('../../apps/cli/bin/poppo.js', import.meta.url));

/** Where the embedded Postgres may pass, also when it is another user's. */
async function world(): Promise<TemporaryProject> {
  const created = await TemporaryProject.create();
  await chmod(created.folder, 0o711);
  return created;
}

const openEngine = async (home: string): Promise<Engine> =>
  createEngine({ database: { folder: join(home, 'database') }, plugins: [customCommand] });

/** Tasks that have ended and that wait, a flow and a schedule. */
async function fill(place: TemporaryProject): Promise<void> {
  await using engine = await openEngine(place.home);
  await using runner = new TaskExecutor({ plugins: [customCommand], homeFolder: place.home });
  const consumer = engine.consume({ slots: 1, runner });
  await engine.submit(place.task({ id: 'done' }) as never);
  await engine.tasks.wait('done');
  await consumer.stop();
  await engine.submit(place.task({ id: 'open', args: ['open'] }) as never, { priority: 3 });
  await engine.flows.submit({
    id: 'release',
    tasks: {
      build: { task: place.task({ id: 'build', args: ['built'] }) as never },
      publish: {
        task: place.task({ id: 'publish', args: [{ $ref: 'tasks.build.result.stdout' }] }) as never,
        options: { dependsOn: ['build'] },
      },
    },
  });
  await engine.schedules.set({ id: 'yearly', cron: '@yearly', task: place.task({ id: undefined }) as never });
}

async function finish(place: TemporaryProject): Promise<void> {
  await using engine = await openEngine(place.home);
  await using runner = new TaskExecutor({ plugins: [customCommand], homeFolder: place.home });
  expect(await engine.tasks.get('done')).toMatchObject({ state: 'succeeded' });
  expect(await engine.tasks.get('open')).toMatchObject({ state: 'queued', priority: 3 });
  expect(await engine.schedules.get('yearly', { count: 1 })).toMatchObject({ next: [expect.any(Date)] });
  engine.consume({ slots: 2, runner });
  expect(await engine.tasks.wait('open')).toMatchObject({ stdout: expect.stringContaining('open') });
  expect(await engine.tasks.wait('publish')).toMatchObject({ stdout: expect.stringContaining('built') });
}

const poppo = async (place: TemporaryProject, ...args: string[]): Promise<PoppoResult> =>
  runPoppo(args, { cwd: place.folder, home: place.home });

const start = ({ home }: TemporaryProject, command: string, file = '-'): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [BIN, command, file], {
    env: { PATH: process.env['PATH'], POPPOBUILDER_HOME: home },
    stdio: 'pipe',
  });

const MOVED = /^Imported 4 tasks \(3 open\), 1 schedule and \d+ events\.$/m;

describe.concurrent('an engine moves', { timeout: 120_000 }, () => {
  it('by a file', async () => {
    await using from = await world();
    await using to = await world();
    await fill(from);
    const file = join(from.folder, 'engine.jsonl');
    expect(await poppo(from, 'export', file)).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringMatching(/^Exported 4 tasks/),
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await poppo(from, 'export', file)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('already exists'),
    });
    const whole = await readFile(file, 'utf8');
    const cut = await to.write('cut.jsonl', whole.slice(0, -20));
    expect(await poppo(to, 'import', cut)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^error INVALID_CONFIG: The export is damaged/m),
    });
    expect(await poppo(to, 'import', file)).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringMatching(MOVED),
    });
    expect(await poppo(to, 'import', file)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Import into an empty one'),
    });
    await finish(to);
  });

  it('in one step, to a home that root keeps closed', async () => {
    await using from = await world();
    await using to = await world();
    await fill(from);
    await chmod(to.home, 0o700);
    const source = start(from, 'export');
    const target = start(to, 'import');
    source.stdout.pipe(target.stdin);
    const told = text(target.stderr);
    await Promise.all([once(source, 'close'), once(target, 'close')]);
    expect([source.exitCode, target.exitCode]).toEqual([0, 0]);
    expect((await told).trimEnd()).toMatch(MOVED);
    const open = process.getuid?.() === 0 ? 0o711 : 0o700;
    expect((await stat(to.home)).mode & 0o777).toBe(open);
    await finish(to);
  });
});

describe.concurrent('a move is rejected', { timeout: 60_000 }, () => {
  it.each([
    ['where there is no database', ['export', '-'], 'There is no database in'],
    ['for a database that is none', ['export', '-', '--database', 'mysql://a'], 'is not a Postgres URL'],
    ['for an empty address', ['import', '-', '--database', ''], 'is not a Postgres URL'],
    ['for a file that cannot be made', ['export', 'none/a.jsonl', '--database', 'postgres://a@/b'], 'ENOENT'],
    ['for a file that is not there', ['import', 'none.jsonl'], 'ENOENT'],
  ])('%s', async (_, args, message) => {
    await using place = await world();
    expect(await poppo(place, ...args)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
    expect(await readdir(place.home)).not.toContain('database');
  });

  it('for an invalid DATABASE_URL', async () => {
    await using place = await world();
    const settings = { cwd: place.folder, home: place.home, env: { DATABASE_URL: 'localhost:5432' } };
    expect(await runPoppo(['import', '-'], settings)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('DATABASE_URL is not a Postgres URL'),
    });
  });

  it('when the reader of its output closes the pipe, with 1', async () => {
    await using place = await world();
    await (await openEngine(place.home)).close();
    const source = start(place, 'export');
    source.stdout.destroy();
    const told = text(source.stderr);
    await once(source, 'close');
    expect(source.exitCode).toBe(1);
    expect(await told).toMatch(/^error COMPONENT_FAILED: The export cannot be written: /m);
  });

  it('when the database does not answer, with 1', { timeout: 60_000 }, async () => {
    await using place = await world();
    const args = ['export', '-', '--database', `postgresql://a@${encodeURIComponent(place.folder)}/b`];
    expect(await poppo(place, ...args)).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^error DATABASE_UNAVAILABLE/),
    });
  });
});

describe.concurrent('a move ends on', { timeout: 60_000 }, () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s, and the database that it started, too',
    async (signal) => {
      await using place = await world();
      const target = start(place, 'import');
      const told = text(target.stderr);
      const serverFile = join(place.home, 'database', 'data', 'postmaster.pid');
      await vi.waitFor(() => expect(existsSync(serverFile)).toBe(true), 30_000);
      expect(processesIn(place.home)).not.toEqual([]);
      target.kill(signal);
      await once(target, 'close');
      expect(target.exitCode).toBe(130);
      expect(await told).toContain(`error TASK_CANCELLED: The import was stopped by ${signal}.`);
      expect(processesIn(place.home)).toEqual([]);
      expect(existsSync(serverFile)).toBe(false);
    },
  );

  it('SIGINT without leaving a file that blocks the next export', async () => {
    await using place = await world();
    await (await openEngine(place.home)).close();
    const file = join(place.folder, 'engine.jsonl');
    const source = start(place, 'export', file);
    const closed = once(source, 'close');
    await vi.waitFor(() => expect(existsSync(file)).toBe(true), 30_000);
    source.kill('SIGINT');
    await closed;
    expect(source.exitCode).toBe(130);
    expect(existsSync(file)).toBe(false);
    expect(processesIn(place.home)).toEqual([]);
    expect(await poppo(place, 'export', file)).toMatchObject({ exitCode: 0 });
  });
});
