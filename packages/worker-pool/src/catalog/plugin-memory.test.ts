import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WorkerPool } from '../pool/worker-pool.ts';

const built = (name: string): string =>
  JSON.stringify(pathToFileURL(createRequire(import.meta.url).resolve(name)).href);

/** Its description says when it was loaded. */
const PLUGIN = `
import { definePlugin, defineConfigSection, defineTaskHandler } from ${built('@poppobuilder/core')};
import { z } from ${built('zod')};
import { word } from './word.mjs';
import extra from 'extra';
export default definePlugin({
  name: 'dated',
  apiVersion: 1,
  configuration: [defineConfigSection({ name: 'dated', schema: z.strictObject({ size: z.number().optional() }) })],
  handlers: [defineTaskHandler({
    type: 'dated',
    description: word + extra + process.hrtime.bigint(),
    input: z.strictObject({}),
    output: z.strictObject({}),
    handle: async () => ({}),
  })],
});
`;

/** A folder with a plugin, a module that it imports, and a package. */
class DatedPlugin implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'poppobuilder-memory-'));
  readonly home: string = join(this.folder, 'home');

  constructor() {
    this.write('app/package.json', '{"name": "dated", "dependencies": {"extra": "*"}}');
    this.write('app/plugin.mjs', PLUGIN);
    this.write('app/word.mjs', 'export const word = "a";');
    this.write('node_modules/extra/package.json', '{"name": "extra", "main": "index.js"}');
    this.write('node_modules/extra/index.js', 'module.exports = "b";');
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }

  pool(): WorkerPool {
    const pool = new WorkerPool({
      plugins: ['./plugin.mjs'],
      from: join(this.folder, 'app'),
      homeFolder: this.home,
      isolation: 'process',
    });
    onTestFinished(async () => pool.close());
    return pool;
  }

  async describe(): Promise<string> {
    const [plugin] = await this.pool().describePlugins();
    return plugin?.handlers[0]?.description ?? '';
  }

  /** Describes it until that is remembered: files that have just been written are not trusted to stay. */
  async remembered(): Promise<string> {
    for (let last = await this.describe(); ;) {
      const next = await this.describe();
      if (next === last) return next;
      last = next;
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

describe('the memory of plugins', { timeout: 60_000 }, () => {
  it('has what the plugins contain, and which sections have no mistake', async () => {
    using plugin = new DatedPlugin();
    const description = await plugin.remembered();
    const first = plugin.pool();
    const inspected = await first.inspectPlugins();
    expect(inspected[0]?.handlers[0]?.description).toBe(description);
    expect((await first.checkConfig({ dated: { size: 1 } }, 'place')).mistakes).toEqual([]);
    const second = plugin.pool();
    expect(await second.inspectPlugins()).toEqual(inspected);
    expect((await second.checkConfig({ dated: { size: 1 } }, 'place')).mistakes).toEqual([]);
    expect((await second.checkConfig({ dated: { size: 'x' } }, 'place')).mistakes).toHaveLength(1);
  });

  it.each([
    ['the plugin', 'app/plugin.mjs', `${PLUGIN}// changed`],
    ['a module that it imports', 'app/word.mjs', 'export const word = "c";'],
    ['a package that it imports', 'node_modules/extra/index.js', 'module.exports = "c";'],
    ['where a package is found', 'app/node_modules/extra/index.js', 'module.exports = "c";'],
  ])('is forgotten when a change is made to %s', async (_what, path, text) => {
    using plugin = new DatedPlugin();
    const before = await plugin.remembered();
    plugin.write(path, text);
    expect(await plugin.describe()).not.toBe(before);
  });

  it('is made anew when its file is damaged', async () => {
    using plugin = new DatedPlugin();
    const before = await plugin.remembered();
    const names = readdirSync(join(plugin.home, 'plugins'));
    expect(names).toHaveLength(1);
    for (const text of ['{', 'null', '{"files": {}, "plugins": [{}]}']) {
      plugin.write(`home/plugins/${names[0]}`, text);
      expect(await plugin.describe()).not.toBe(before);
    }
  });

  it('is done without where nothing can be written', async () => {
    using plugin = new DatedPlugin();
    plugin.write('home', 'a file');
    expect(await plugin.describe()).toMatch(/^ab\d+$/);
    expect(await plugin.describe()).toMatch(/^ab\d+$/);
  });
});
