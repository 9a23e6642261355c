import { once } from 'node:events';
import { PassThrough, Readable, Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, inject, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { EXCLUDED_TABLES, movedTables } from './moved-tables.ts';

async function exported(engine: Engine, force = false): Promise<string> {
  const stream = new PassThrough();
  const [all] = await Promise.all([text(stream), engine.exportTo(stream, { force })]);
  return all;
}

const imported = async (engine: Engine, lines: string): Promise<unknown> =>
  engine.importFrom(Readable.from([lines]));

const NEXT_YEAR = new Date(Date.now() + 365 * 24 * 3_600_000);

/** Creates tasks in every state: ended with and without success, waiting for a time, a parent, a key or a consumer; and a schedule. */
async function fill(world: EngineWorld, engine: Engine): Promise<void> {
  const consumer = engine.consume({ slots: 2, runner: world.runner() });
  await engine.submit(world.task('echo', { id: 'done', value: [1e20, '\u2028"\\'], lines: ['a line'] }), {
    idempotencyKey: 'once',
  });
  await engine.submit(world.task('fail', { id: 'dead', retryable: false }));
  await engine.tasks.wait('done');
  await engine.tasks.wait('dead').catch(() => undefined);
  await consumer.stop();
  await engine.flows.submit({
    id: 'flow',
    tasks: {
      build: { task: world.task('echo', { id: 'build', value: 'built' }) },
      test: {
        task: world.task('echo', { id: 'test', value: { $ref: 'tasks.build.result.value' } }),
        options: { dependsOn: ['build'] },
      },
    },
  });
  for (const id of ['c', 'a', 'b']) {
    await engine.submit(world.task('echo', { id }), { concurrencyKey: 'repository#1' });
  }
  await engine.submit(world.task('echo', { id: 'later' }), { delay: 3_600_000, priority: 5 });
  await engine.submit(world.task('echo', { id: 'elsewhere' }), { requires: ['gpu'] });
  await engine.submit(world.task('echo', { id: 'limited' }), {
    concurrency: { key: 'gpu', limit: 1 },
    rate: { key: 'api', limit: 100, per: 1_000 },
  });
  await engine.schedules.set({ id: 'yearly', at: NEXT_YEAR, task: world.task('echo') });
}

describe('an exported and imported engine', () => {
  it('has all of its data', async () => {
    await using from = new EngineWorld();
    await using to = new EngineWorld();
    const [source, target] = await Promise.all([from.engine(), to.engine()]);
    await fill(from, source);
    const before = await Promise.all([
      source.tasks.list(),
      source.tasks.get('dead'),
      source.tasks.logs('done'),
      source.schedules.list(),
    ]);
    const lines = await exported(source);
    expect(await imported(target, lines)).toEqual({
      tasks: 10,
      openTasks: 8,
      events: expect.any(Number),
      schedules: 1,
    });
    expect(
      await Promise.all([
        target.tasks.list(),
        target.tasks.get('dead'),
        target.tasks.logs('done'),
        target.schedules.list(),
      ]),
    ).toEqual(before);
    expect(await target.deadLetters.list()).toEqual(await source.deadLetters.list());
    expect(await target.flows.get('flow')).toEqual(await source.flows.get('flow'));
    // The same rows again, in another database's numbers.
    expect((await exported(target)).split('\n').slice(1)).toEqual(lines.split('\n').slice(1));
  });

  it('continues where it stopped', async () => {
    await using from = new EngineWorld();
    await using to = new EngineWorld();
    const [source, target] = await Promise.all([from.engine(), to.engine()]);
    await fill(from, source);
    await imported(target, await exported(source));
    const runner = to.runner();
    const started: string[] = [];
    runner.on('task-started', ({ task }) => started.push(task.id));
    target.consume({ slots: 4, runner, labels: ['gpu'] });
    expect(await target.submit(to.task('echo'), { idempotencyKey: 'once' })).toEqual({
      id: 'done',
      isDuplicate: true,
    });
    expect(await target.deadLetters.redrive()).toEqual(['dead']);
    expect(await target.tasks.wait('test')).toMatchObject({ value: 'built' });
    await Promise.all(['a', 'b', 'c', 'elsewhere', 'limited'].map(async (id) => target.tasks.wait(id)));
    expect(started.filter((id) => ['a', 'b', 'c'].includes(id))).toEqual(['c', 'a', 'b']);
    expect(await target.tasks.get('later')).toMatchObject({ state: 'scheduled', priority: 5 });
    const { id } = await target.submit(to.task('echo'));
    await target.tasks.wait(id);
    expect((await target.tasks.list({ limit: 1 })).tasks).toMatchObject([{ id }]);
    const occurrence = await target.schedules.run('yearly');
    expect(await target.tasks.wait(occurrence.id)).toMatchObject({ success: true });
    expect(await target.schedules.remove('yearly')).toBe(true);
    expect([...from.problems, ...to.problems]).toEqual([]);
  });

  it('restarts tasks that were running', async () => {
    await using from = new EngineWorld();
    await using to = new EngineWorld();
    const [source, target] = await Promise.all([from.engine(), to.engine()]);
    const watch = await Watch.of(from);
    for (const id of ['ran', 'unwanted']) {
      await source.submit(from.task('echo', { id }), { retry: { limit: 0 } });
      await watch.fetch(id);
    }
    await source.tasks.cancel('unwanted', { reason: 'no more' });
    await expect(exported(source)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringMatching(/^The task "ran" and 1 more run now/),
    });
    await imported(target, await exported(source, true));
    expect(await target.tasks.get('unwanted')).toMatchObject({ state: 'cancelled' });
    expect(await (await Watch.of(to)).history('ran')).toMatchObject([
      { state: 'queued' },
      { state: 'running', attempt: 1 },
      { state: 'queued', attempt: 1, data: { outcome: 'released' } },
    ]);
    target.consume({ slots: 1, runner: to.runner() });
    expect(await target.tasks.wait('ran')).toMatchObject({ attempt: 2 });
  });

  it('is exported as of one moment', async () => {
    await using from = new EngineWorld();
    await using to = new EngineWorld();
    const [source, target] = await Promise.all([from.engine(), to.engine()]);
    await source.submitMany(Array.from({ length: 300 }, () => ({ task: from.task('echo') })));
    const stream = new PassThrough({ highWaterMark: 1 });
    const ended = source.exportTo(stream);
    await once(stream, 'readable');
    await source.submitMany(Array.from({ length: 300 }, () => ({ task: from.task('echo') })));
    const lines = await text(stream);
    expect(await ended).toMatchObject({ tasks: 300 });
    expect(await imported(target, lines)).toMatchObject({ tasks: 300, events: 300 });
  });

  it('moves every table that is not excluded', async () => {
    await using world = new EngineWorld();
    await world.engine();
    const watch = await Watch.of(world);
    const tables = await watch.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = $1 AND table_type = 'BASE TABLE'`,
      [world.schema],
    );
    const moved = movedTables({ own: 'own', boss: 'boss', name: 'own' }).filter(({ table }) =>
      table.startsWith('own.'),
    );
    const known = [...moved.map(({ name }) => name), ...EXCLUDED_TABLES];
    expect(
      tables.map(({ name }) => name).toSorted(),
      'A new table either moves (movedTables()) or stays (EXCLUDED_TABLES).',
    ).toEqual(known.toSorted());
  });
});

describe('an import', () => {
  it('is refused by an engine that is not empty', async () => {
    await using from = new EngineWorld();
    await using to = new EngineWorld();
    const [source, target] = await Promise.all([from.engine(), to.engine()]);
    const lines = await exported(source);
    expect(await imported(target, lines)).toMatchObject({ tasks: 0 });
    await target.submit(to.task('echo', { id: 'mine' }));
    await expect(imported(target, lines)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('Import into an empty one'),
    });
    expect(await target.tasks.get('mine')).toMatchObject({ state: 'queued' });
  });

  it.each<[string, (lines: string[]) => readonly string[], string]>([
    ['is empty', () => [], 'not an export of a PoppoBuilder engine'],
    ['is something else', () => ['{"event":"task-started"}'], 'not an export of a PoppoBuilder engine'],
    ['was cut off between lines', (lines) => lines.slice(0, -1), 'its last line is missing'],
    [
      'was cut off within a line',
      (lines) => [...lines.slice(0, 3), '{"task":{"job_id"'],
      'line 4 is not a row',
    ],
    ['lost a line', (lines) => lines.toSpliced(1, 1), '1 rows of "task", but was written with 2'],
    [
      'has a line twice',
      (lines) => lines.toSpliced(1, 0, lines[1] ?? ''),
      'the database refuses a row of "task"',
    ],
    ['continues after its end', (lines) => [...lines, ...lines], 'follows its last line'],
    ['has a row that is no JSON', (lines) => lines.toSpliced(1, 0, '{"task":{oops}}'), 'refuses'],
    ['has rows of another table', (lines) => lines.toSpliced(1, 0, '{"migration":{}}'), '"migration"'],
    [
      'is of a newer form',
      ([first = '', ...rest]) => [first.replace('"format":1', '"format":2'), ...rest],
      'Import it with that version or a later one',
    ],
    [
      'is of a newer schema',
      ([first = '', ...rest]) => [first.replace(/"schema":\d+/, '"schema":999'), ...rest],
      'Import it with that version or a later one',
    ],
  ])('that %s changes nothing', async (_, change, message) => {
    await using from = new EngineWorld();
    await using to = new EngineWorld();
    const [source, target] = await Promise.all([from.engine(), to.engine()]);
    await source.submitMany([{ task: from.task('echo') }, { task: from.task('echo') }]);
    const lines = (await exported(source)).trimEnd().split('\n');
    await expect(imported(target, change(lines).join('\n'))).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(message),
    });
    expect(await exported(target)).toMatch(/\n\{"end":\{"task":0,"event":0,.*\n$/);
    // Triggers are as they were.
    const { id } = await target.submit(to.task('echo'));
    expect(await target.tasks.get(id)).toMatchObject({ state: 'queued' });
  });

  it('sets columns that an older export lacks to their defaults', async () => {
    await using from = new EngineWorld();
    await using to = new EngineWorld();
    const [source, target] = await Promise.all([from.engine(), to.engine()]);
    await source.submit(from.task('echo', { id: 'old' }));
    const older = (await exported(source)).replaceAll('"losses",', '').replaceAll(/, "losses": 0/g, '');
    expect(older).not.toContain('losses');
    await imported(target, older);
    target.consume({ slots: 1, runner: to.runner() });
    expect(await target.tasks.wait('old')).toMatchObject({ success: true });
  });

  it('accepts lines in pieces of any size', async () => {
    await using from = new EngineWorld();
    await using to = new EngineWorld();
    const [source, target] = await Promise.all([from.engine(), to.engine()]);
    await source.submit(from.task('echo', { id: 'pieces', value: 'ääää€' }));
    const stream = new PassThrough();
    const [all] = await Promise.all([buffer(stream), source.exportTo(stream)]);
    const pieces = Array.from({ length: Math.ceil(all.length / 3) }, (_, index) =>
      all.subarray(index * 3, index * 3 + 3),
    );
    await target.importFrom(Readable.from(pieces));
    target.consume({ slots: 1, runner: to.runner() });
    expect(await target.tasks.wait('pieces')).toMatchObject({ value: 'ääää€' });
  });

  it('is consumed at once by waiting engines', async () => {
    await using from = new EngineWorld();
    await using to = new EngineWorld();
    const [source, target, other] = await Promise.all([from.engine(), to.engine(), to.engine()]);
    other.consume({ slots: 4, runner: to.runner() });
    await source.submitMany(
      Array.from({ length: 500 }, (_, index) => ({ task: from.task('echo', { id: `${index}` }) })),
    );
    const lines = await exported(source);
    const streamed = new PassThrough();
    const ended = target.importFrom(streamed);
    streamed.write(lines.slice(0, -100));
    // Other transactions continue in the meantime.
    expect(await other.tasks.counts()).toMatchObject({ queued: 0 });
    streamed.end(lines.slice(-100));
    expect(await ended).toMatchObject({ tasks: 500, openTasks: 500 });
    await Promise.all(Array.from({ length: 500 }, async (_, index) => other.tasks.wait(`${index}`)));
    expect(to.problems).toEqual([]);
  });

  it('lets waiting engines process due schedules', async () => {
    await using from = new EngineWorld();
    await using to = new EngineWorld();
    const [source, target, other] = await Promise.all([from.engine(), to.engine(), to.engine()]);
    const runner = to.runner();
    const completed = new Promise((resolve) => runner.on('task-completed', resolve));
    other.consume({ slots: 1, runner });
    await source.schedules.set({ id: 'overdue', at: new Date(Date.now() + 10), task: from.task('echo') });
    await imported(target, await exported(source));
    expect(await completed).toMatchObject({ task: { metadata: { schedule: { id: 'overdue' } } } });
    expect(to.problems).toEqual([]);
  });

  it('needs no more privileges than those of an owner', async () => {
    await using from = new EngineWorld();
    await using to = new EngineWorld({ isNew: true });
    const client = await to.client();
    const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
    await client.query(`CREATE ROLE ${to.schema}; GRANT CREATE ON DATABASE ${rows[0]?.name} TO ${to.schema}`);
    const url = new URL(inject('databaseUrl'));
    url.searchParams.set('options', `-c role=${to.schema}`);
    const [source, target] = await Promise.all([from.engine(), to.engine({ database: { url: url.href } })]);
    await fill(from, source);
    expect(await imported(target, await exported(source))).toMatchObject({ tasks: 10 });
    expect(await target.deadLetters.redrive()).toEqual(['dead']);
    await client.query(
      `REASSIGN OWNED BY ${to.schema} TO CURRENT_USER; DROP OWNED BY ${to.schema}; DROP ROLE ${to.schema}`,
    );
  });

  it('reports that its stream cannot be read', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const broken = new Readable({ read: () => broken.destroy(new Error('EIO')) });
    await expect(engine.importFrom(broken)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('EIO'),
    });
  });
});

it('an export reports that its stream cannot be written', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('ENOSPC')) });
  await expect(engine.exportTo(full)).rejects.toMatchObject({
    code: 'COMPONENT_FAILED',
    message: expect.stringContaining('ENOSPC'),
  });
});

describe('on a signal', () => {
  it('an export stops, also while its stream is not read', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submitMany(
      Array.from({ length: 500 }, () => ({ task: world.task('echo', { value: 'x'.repeat(1_000) }) })),
    );
    const stream = new PassThrough();
    const stop = new AbortController();
    const ended = engine.exportTo(stream, { signal: stop.signal });
    await once(stream, 'readable');
    stop.abort();
    await expect(ended).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    expect(stream.destroyed).toBe(true);
  });

  it.each(['before its start', 'while it reads'] as const)('an import stops %s', async (when) => {
    await using from = new EngineWorld();
    await using to = new EngineWorld();
    const [source, target] = await Promise.all([from.engine(), to.engine()]);
    await source.submit(from.task('echo', { id: 'moved' }));
    const lines = await exported(source);
    const stop = new AbortController();
    if (when === 'before its start') stop.abort();
    const pieces = [lines.slice(0, -20)];
    const stream = new Readable({
      read: () => {
        const piece = pieces.pop();
        if (piece === undefined) stop.abort();
        else stream.push(piece);
      },
    });
    const ended = target.importFrom(stream, { signal: stop.signal });
    await expect(ended).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    expect(await imported(target, lines)).toMatchObject({ tasks: 1 });
  });
});
