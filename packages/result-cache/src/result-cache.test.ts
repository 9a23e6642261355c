import { chmod, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskResult } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { CacheWorld } from './fixtures/cache-world.ts';
import { ResultCache } from './result-cache.ts';
import type { ResultStore } from './store/result-store.ts';

/** Every file below a folder with its bytes. */
async function contentsOf(folder: string): Promise<[path: string, bytes: Buffer][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => [path, await readFile(path)] as [string, Buffer]));
}

describe('a cached result', () => {
  it('is given again as it was, with the id that it came from, and nothing runs', async () => {
    await using world = await CacheWorld.create();
    world.handle = () => ({ text: 'é\u0000\n', list: [1, { b: null, a: 0 }], nothing: null });
    const first = await world.run();
    const second = await world.run();
    expect(world.skips).toEqual([]);
    expect(second).toEqual(first);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(world.runs).toBe(1);
    const task = { id: 'task-2', type: 'count', projectId: 'demo' };
    expect(world.hits).toEqual([{ task, from: 'task-1', result: first }]);
    expect(world.skips).toEqual([]);
  });

  it('is found whatever is the usual value of a field, the order of keys, the id, the timeout and the metadata', async () => {
    await using world = await CacheWorld.create();
    await world.run({ more: { a: 1, b: 2 } });
    await world.run({ text: 'usual', more: { b: 2, a: 1 }, timeout: 5_000, metadata: { trace: 'x' } });
    expect(world.runs).toBe(1);
  });

  it.each([
    ['the input', { text: 'another' }, {}],
    ['the configuration', { projectConfig: { language: 'ja' } }, {}],
    ['the project', { projectId: 'other' }, {}],
    ['a declared variable', {}, { environment: { LEVEL: '2' } }],
    ["the package's version", {}, { pluginVersions: { counting: '2.0.0' } }],
    ['the configuration of the host', {}, { projectConfig: { language: 'ja' } }],
  ])('is not found when another is %s', async (_title, fields, options) => {
    await using world = await CacheWorld.create();
    await world.run();
    await world.run(fields, options);
    expect(world.runs).toBe(2);
    await world.run(fields, options);
    await world.run();
    expect(world.runs).toBe(2);
  });

  it('is not found when another is the version or the plugin of the handler', async () => {
    await using world = await CacheWorld.create();
    await world.run();
    await world.run({}, { plugins: [world.plugin('2')] });
    await world.run({}, { plugins: [world.plugin('1', 'copied')] });
    expect(world.runs).toBe(3);
  });

  it('is found whatever are variables that are not declared', async () => {
    await using world = await CacheWorld.create();
    await world.run();
    await world.run({}, { environment: { OTHER: '1' } });
    expect(world.runs).toBe(1);
  });

  it('never is that of another folder with the same project id', async () => {
    await using world = await CacheWorld.create();
    await world.run();
    const copied = join(world.folder, 'copied');
    await mkdir(join(copied, 'src'), { recursive: true });
    await writeFile(join(copied, 'src', 'a.txt'), 'first');
    await world.run({ projectPath: copied });
    expect(world.runs).toBe(2);
  });

  it('is not found for a project outside the allowed roots', async () => {
    await using world = await CacheWorld.create();
    await world.run();
    await world.run({}, { allowedRoots: [join(world.folder, 'elsewhere')] });
    expect(world.hits).toEqual([]);
  });

  it('is not found with other secrets that the handler may use, and is with others', async () => {
    await using world = await CacheWorld.create();
    const path = join(world.project, '.poppo', 'credentials.json');
    await mkdir(join(world.project, '.poppo'));
    const save = (secrets: object): Promise<void> =>
      writeFile(path, JSON.stringify({ secrets }), { mode: 0o600 });
    await save({ own: 'first-own-secret', foreign: 'first-foreign' });
    await world.run();
    await save({ own: 'first-own-secret', foreign: 'second-foreign' });
    await world.run();
    expect(world.runs).toBe(1);
    await save({ own: 'second-own-secret' });
    await world.run();
    expect(world.runs).toBe(2);
  });
});

describe('what a task asks for', () => {
  it.each([
    ['read', { taken: true, kept: false }],
    ['write', { taken: false, kept: true }],
    ['read-write', { taken: true, kept: true }],
    ['off', { taken: false, kept: false }],
  ])('%s decides whether a result is taken and kept', async (mode, { taken, kept }) => {
    await using world = await CacheWorld.create();
    const metadata = { cache: mode };
    await world.run();
    await world.run({ metadata });
    expect(world.hits.length).toBe(taken ? 1 : 0);
    await world.run({ text: 'other', metadata });
    const runs = world.runs;
    await world.run({ text: 'other' });
    expect(world.runs).toBe(kept ? runs : runs + 1);
  });

  it('is refused when it is no mode, and is left alone when it is no text', async () => {
    await using world = await CacheWorld.create();
    const refused = world.run({ metadata: { cache: 'reed' } });
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_TASK', hint: 'Did you mean "read"?' });
    await world.run({ metadata: { cache: { mine: true } } });
    expect(world.runs).toBe(1);
  });

  it('does nothing for a handler that does not declare cache, and reports it', async () => {
    await using world = await CacheWorld.create();
    const type = 'count-always';
    await world.run({ type });
    expect(world.skips).toEqual([]);
    await world.run({ type, metadata: { cache: 'read' } });
    expect(world.skips).toEqual([
      'Task task-2 is not cached: its handler does not say what its result depends on.',
    ]);
    expect(world.runs).toBe(2);
  });

  it('can be decided by the host', async () => {
    await using world = await CacheWorld.create();
    await world.run();
    await world.run({}, { modeOf: () => 'off' });
    await world.run({}, { mode: 'write' });
    expect(world.runs).toBe(3);
  });
});

describe('a result is not kept', () => {
  it('of a task that fails', async () => {
    await using world = await CacheWorld.create();
    world.handle = () => Promise.reject(new Error('no'));
    await expect(world.run()).rejects.toMatchObject({ code: 'HANDLER_FAILED' });
    world.handle = () => ({});
    await world.run();
    expect(world.runs).toBe(2);
  });

  it('when a declared file changes while the task runs, even back again', async () => {
    await using world = await CacheWorld.create();
    world.handle = async () => {
      await world.write('src/a.txt', 'second');
      return {};
    };
    await world.run();
    expect(world.skips).toEqual([
      'Task task-1 is not cached: its result is not kept: what it depends on changed while it ran.',
    ]);
    await world.write('src/a.txt', 'first');
    // Clocks of file systems tick slowly: without this both writes could have one time.
    await utimes(join(world.project, 'src/a.txt'), 0, 0);
    world.handle = async () => {
      await world.write('src/a.txt', 'second');
      await world.write('src/a.txt', 'first');
      return {};
    };
    await world.run();
    expect(world.skips.length).toBe(2);
    await world.run({ metadata: { cache: 'read' } });
    expect(world.runs).toBe(3);
  });

  it('and none is taken, when the settings of the project are refused', async () => {
    await using world = await CacheWorld.create();
    await world.run();
    await mkdir(join(world.project, '.poppo'));
    await writeFile(join(world.project, '.poppo', 'config.json'), '{');
    await expect(world.run()).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
  });

  it('when the folder cannot be used, and the task runs all the same', async () => {
    await using world = await CacheWorld.create();
    const folder = join(world.folder, 'file');
    await writeFile(folder, '');
    expect((await world.run({}, { folder })).success).toBe(true);
    expect(world.skips.length).toBeGreaterThan(0);
  });
});

describe('a store of its own', () => {
  const broken: ResultStore = {
    get: () => Promise.reject(new Error('no answer')),
    put: () => Promise.reject(new Error('no room')),
    prune: () => Promise.resolve(),
    clear: () => Promise.resolve(),
  };

  it('that fails keeps no task from running, and is told', async () => {
    await using world = await CacheWorld.create();
    expect((await world.run({}, { store: broken })).success).toBe(true);
    expect(world.skips).toEqual([
      expect.stringContaining('the cache cannot be read: no answer') as string,
      expect.stringContaining('its result is not kept: no room') as string,
    ]);
  });

  it('takes no limits of the cache, and has all methods', () => {
    const options = { folder: '/cache', plugins: [] };
    expect(() => new ResultCache({ ...options, store: broken, ttl: 1 })).toThrow(
      'pass ttl, maxSize and now to the store',
    );
    const store = { get: async () => undefined } as unknown as ResultStore;
    expect(() => new ResultCache({ ...options, store })).toThrow(
      'store: expected a result store with get(), put()',
    );
  });
});

describe('secrets', () => {
  const secret = 'hunter2-hunter2-hunter2';

  const withoutRun = ({ run: _, ...result }: TaskResult): object => result;

  /** The files below a folder that hold the secret in some form, in their content or name. */
  async function leaksIn(folder: string): Promise<string[]> {
    const encodings = ['utf8', 'base64', 'hex'] as const;
    const forms = encodings.map((encoding) => Buffer.from(secret).toString(encoding));
    const files = await contentsOf(folder);
    const texts = files.map(([path, bytes]) => `${path} ${bytes.toString('latin1')}`);
    return texts.filter((text) => forms.some((form) => text.includes(form)));
  }

  it.each([
    ['of the task', { more: { api_token: secret } }, {}],
    ['of a declared variable', {}, { API_TOKEN: secret }],
    ['of the host', {}, { TRACKER_TOKEN: secret }],
  ])('%s never reach the disk', async (_title, fields, environment) => {
    await using world = await CacheWorld.create();
    world.handle = () => ({ plain: secret, encoded: Buffer.from(secret).toString('base64'), [secret]: 1 });
    const first = await world.run(fields, { environment });
    const second = await world.run(fields, { environment });
    expect(await leaksIn(world.cacheFolder)).toEqual([]);
    expect(withoutRun(second)).toEqual(withoutRun(first));
  });

  it('in a result that a runner did not mask keep it from being kept', async () => {
    await using world = await CacheWorld.create();
    const { cache } = world.open({ environment: { TRACKER_TOKEN: secret } });
    const result = { success: true, told: `token ${secret}` } as const;
    expect(await cache.middleware(world.task(), async () => result, {})).toBe(result);
    expect(world.skips).toEqual(['Task task-1 is not cached: its result is not kept: it holds a secret.']);
    expect(await leaksIn(world.cacheFolder)).toEqual([]);
  });
});

describe('the store', () => {
  it('forgets what is older than allowed, and what comes from the future', async () => {
    await using world = await CacheWorld.create();
    let now = 1_000_000;
    const options = { ttl: 1_000, now: () => now };
    await world.run({}, options);
    now += 999;
    await world.run({}, options);
    expect(world.runs).toBe(1);
    now += 1;
    await world.run({}, options);
    expect(world.runs).toBe(2);
    now -= 500;
    await world.run({}, options);
    expect(world.runs).toBe(3);
  });

  it('removes what was written first when it grows too large', async () => {
    await using world = await CacheWorld.create();
    world.handle = () => ({ filling: 'x'.repeat(2_000) });
    let now = 0;
    const { runner } = world.open({ maxSize: '10KB', now: () => (now += 1) });
    for (let n = 0; n < 12; n += 1) {
      await runner.execute(world.task({ text: String(n) }));
      const bytes = (await contentsOf(join(world.cacheFolder, 'content-v2'))).reduce(
        (sum, [, { length }]) => sum + length,
        0,
      );
      expect(bytes).toBeLessThanOrEqual(10 * 1024);
    }
    const runs = world.runs;
    await runner.execute(world.task({ text: '11' }));
    expect(world.runs).toBe(runs);
    await runner.execute(world.task({ text: '0' }));
    expect(world.runs).toBe(runs + 1);
  });

  it('keeps nothing that is larger than all it may hold', async () => {
    await using world = await CacheWorld.create();
    world.handle = () => ({ filling: 'x'.repeat(2_000) });
    await world.run({}, { maxSize: '1KB' });
    await world.run({}, { maxSize: '1KB' });
    expect(world.runs).toBe(2);
  });

  it('keeps one content for a key, however often it is written', async () => {
    await using world = await CacheWorld.create();
    for (let n = 0; n < 3; n += 1) await world.run({ metadata: { cache: 'write' } });
    expect((await contentsOf(join(world.cacheFolder, 'content-v2'))).length).toBe(1);
    const [[, index] = ['', Buffer.of()]] = await contentsOf(join(world.cacheFolder, 'index-v5'));
    expect(index.toString().trim().split('\n').length).toBe(1);
  });

  it.each([
    ['is cut', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['is empty', () => Buffer.of()],
    [
      'has a bit turned',
      (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 20 ? byte ^ 1 : byte))),
    ],
  ])('takes no content that %s, and repairs itself', async (_title, damage) => {
    for (const part of ['content-v2', 'index-v5']) {
      await using world = await CacheWorld.create();
      const first = await world.run();
      for (const [path, bytes] of await contentsOf(join(world.cacheFolder, part))) {
        await chmod(path, 0o600);
        await writeFile(path, damage(bytes));
      }
      expect(await world.run()).toEqual({ ...first, run: 2 });
      await world.run();
      expect(world.runs).toBe(2);
      expect(world.skips).toEqual([]);
    }
  });

  it('removes content that no entry names, once a week', async () => {
    await using world = await CacheWorld.create();
    const content = join(world.cacheFolder, 'content-v2');
    await world.run();
    await rm(join(world.cacheFolder, 'index-v5'), { recursive: true });
    await world.run({ text: 'second' });
    expect((await contentsOf(content)).length).toBe(2);
    await writeFile(join(world.cacheFolder, '_lastverified'), '0');
    await world.run({ text: 'third' });
    expect((await contentsOf(content)).length).toBe(2);
    await world.run({ text: 'second' });
    expect(world.runs).toBe(3);
  });

  it('is for its owner alone', async () => {
    await using world = await CacheWorld.create();
    await world.run();
    expect((await stat(world.cacheFolder)).mode & 0o077).toBe(0);
  });

  it('is empty after clear', async () => {
    await using world = await CacheWorld.create();
    const { cache, runner } = world.open();
    await cache.clear();
    await runner.execute(world.task());
    await cache.clear();
    await runner.execute(world.task());
    expect(world.runs).toBe(2);
  });

  it('refuses options that make no sense, and names all', () => {
    const options = { folder: 'relative', ttl: 0, maxSize: '1 gigabyte' };
    expect(() => new ResultCache(options)).toThrow(
      /folder: must be an absolute path.*ttl.*maxSize: must be a size with a unit/,
    );
  });
});

describe('two tasks at once', () => {
  it('both run when neither was done before, and the later result stays', async () => {
    await using world = await CacheWorld.create();
    const { runner } = world.open();
    await Promise.all([runner.execute(world.task()), runner.execute(world.task())]);
    expect(world.runs).toBe(2);
    await runner.execute(world.task());
    expect(world.runs).toBe(2);
  });
});

describe('declared files', () => {
  it.each<[title: string, change: (world: CacheWorld) => Promise<unknown>]>([
    ['is written', (world) => world.write('src/a.txt', 'second')],
    ['appears', (world) => world.write('src/deep/b.txt', '')],
    ['goes away', (world) => rm(join(world.project, 'src/a.txt'))],
    ['can be executed', (world) => chmod(join(world.project, 'src/a.txt'), 0o755)],
    ['appears beside', (world) => world.write('config.json', '{}')],
    ['appears that is hidden', (world) => world.write('src/.hidden', '')],
    [
      'becomes a link',
      async (world) => {
        await world.write('other.txt', 'first');
        await rm(join(world.project, 'src/a.txt'));
        await symlink('../other.txt', join(world.project, 'src/a.txt'));
      },
    ],
  ])('change the key when one %s', async (_title, change) => {
    await using world = await CacheWorld.create();
    await world.run();
    await change(world);
    await world.run();
    expect(world.runs).toBe(2);
  });

  it.each<[title: string, path: string]>([
    ['lies elsewhere', 'other/a.txt'],
    ['is taken away by !', 'src/out/a.txt'],
    ['is of git', 'src/.git/HEAD'],
  ])('do not change the key when one %s', async (_title, path) => {
    await using world = await CacheWorld.create();
    await world.run();
    await world.write(path, 'new');
    await world.run();
    expect(world.runs).toBe(1);
  });

  it('count behind a link that stays inside the project', async () => {
    await using world = await CacheWorld.create();
    await world.write('lib/deep/x.txt', 'one');
    await symlink('../lib', join(world.project, 'src/lib'));
    await symlink('..', join(world.project, 'lib/round'));
    await world.run();
    await world.write('lib/deep/x.txt', 'two');
    await world.run();
    expect(world.runs).toBe(2);
    await world.run();
    expect(world.runs).toBe(2);
  });

  it('are never looked for outside the project', async () => {
    await using world = await CacheWorld.create();
    await mkdir(join(world.folder, 'outside'));
    await writeFile(join(world.folder, 'outside', 'x.txt'), 'one');
    await symlink('../../outside', join(world.project, 'src/outside'));
    await world.run();
    await writeFile(join(world.folder, 'outside', 'x.txt'), 'two');
    await world.run();
    expect(world.runs).toBe(1);
    await rm(join(world.project, 'src/outside'));
    await symlink('../../elsewhere', join(world.project, 'src/outside'));
    await world.run();
    expect(world.runs).toBe(2);
  });
});
