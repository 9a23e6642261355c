import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WorkerPool } from '../pool/worker-pool.ts';

/** The address of a package's built code, for a plugin that lies elsewhere. */
const built = (name: string): string =>
  JSON.stringify(pathToFileURL(createRequire(import.meta.url).resolve(name)).href);

/** A pool with one plugin of this text. */
function poolWith(source: string, loadTimeout?: number): WorkerPool {
  return poolOf(source, loadTimeout).pool;
}

function poolOf(source: string, loadTimeout?: number): { readonly pool: WorkerPool; readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-catalog-'));
  writeFileSync(join(folder, 'plugin.mjs'), source);
  const pool = new WorkerPool({ plugins: ['./plugin.mjs'], from: folder, isolation: 'process', loadTimeout });
  onTestFinished(async () => {
    await pool.close();
    rmSync(folder, { recursive: true });
  });
  return { pool, file: join(folder, 'plugin.mjs') };
}

describe('describing plugins', { timeout: 60_000 }, () => {
  it('calls one that does not load by the name it was given', async () => {
    await expect(poolWith('throw new Error("no fuel")').describePlugins()).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: expect.stringContaining('"./plugin.mjs" did not load: no fuel') as string,
    });
  });

  it.each([
    [
      'waits for what never comes while a timer runs',
      'setInterval(() => undefined, 1000); await new Promise(() => undefined)',
    ],
    ['never stops working', 'for (;;);'],
  ])('names the one that %s, when its time is over', async (_how, source) => {
    await expect(poolWith(source, 300).describePlugins()).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: expect.stringContaining('"./plugin.mjs" is not loaded within 300 ms') as string,
    });
  });

  it.each(['process.exit(0)', 'process.exit(3)', 'process.abort()'])(
    'names one that does %s',
    async (source) => {
      await expect(poolWith(source).describePlugins()).rejects.toMatchObject({
        code: 'PLUGIN_INVALID',
        message: expect.stringContaining('ended while it loaded "./plugin.mjs"') as string,
      });
    },
  );

  it('fails when one never finishes loading', async () => {
    await expect(poolWith('await new Promise(() => undefined)').describePlugins()).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: expect.stringContaining('never finishes loading') as string,
    });
  });
});

/** A plugin with a section and a handler, whose output schema is of this text. */
const lintPlugin = (output: string): string => `
  import { defineConfigSection, definePlugin, defineTaskHandler } from ${built('@poppobuilder/core')};
  import { z } from ${built('zod')};
  const configuration = [defineConfigSection({ name: 'lint', schema: z.strictObject({ max: z.int().default(3) }) })];
  const handler = defineTaskHandler({
    type: 'lint',
    description: 'Lints.',
    input: z.object({ fix: z.boolean().default(false) }),
    output: ${output},
    examples: [{}, { fix: true }],
    idempotent: true,
    handle: async () => ({ success: true }),
  });
  export default definePlugin({ name: 'lint', apiVersion: 1, handlers: [handler], configuration });`;

describe('inspecting plugins', { timeout: 60_000 }, () => {
  it('returns schemas and examples as data', async () => {
    const [plugin] = await poolWith(lintPlugin('z.object({ findings: z.int() })')).inspectPlugins();
    expect(plugin).toMatchObject({ name: 'lint', deprecations: [], sections: [{ name: 'lint' }] });
    expect(plugin?.sectionSchemas).toEqual({
      lint: expect.objectContaining({
        properties: { max: expect.objectContaining({ default: 3 }) as object },
      }),
    });
    expect(plugin?.handlers).toMatchObject([
      {
        type: 'lint',
        plugin: 'lint',
        idempotent: true,
        granted: { commands: false, files: 'none' },
        examples: [{}, { fix: true }],
        input: { properties: { fix: { type: 'boolean', default: false } }, additionalProperties: false },
        output: { properties: { findings: { type: 'integer' } }, required: ['findings'] },
      },
    ]);
  });

  it('names what cannot be shown as JSON Schema', async () => {
    const pool = poolWith(
      lintPlugin('z.object({ a: z.int().meta({ id: "a" }), b: z.string().meta({ id: "a" }) })'),
    );
    await expect(pool.inspectPlugins()).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: expect.stringMatching(
        /^The output of the task type "lint" of lint cannot be shown as JSON/,
      ) as string,
    });
    await pool.describePlugins();
  });
});

describe('checking a task', { timeout: 60_000 }, () => {
  it('starts a new process after the idle one has ended', async () => {
    const pool = poolWith(`
      import { definePlugin, defineTaskHandler } from ${built('@poppobuilder/core')};
      import { z } from ${built('zod')};
      const handler = defineTaskHandler({
        type: 'nothing',
        description: 'Does nothing.',
        input: z.strictObject({}),
        output: z.looseObject({}),
        handle: async () => ({ success: true }),
      });
      export default definePlugin({ name: 'nothing', apiVersion: 1, handlers: [handler] });`);
    const task = { id: 'check-1', type: 'nothing', projectId: 'demo', projectPath: tmpdir() };
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    await pool.validate(task);
    expect(vi.getTimerCount()).toBe(1);
    // The process is kept for two seconds.
    await vi.advanceTimersByTimeAsync(2_000);
    vi.useRealTimers();
    await pool.validate(task);
    await expect(pool.validate({ ...task, more: 1 })).rejects.toMatchObject({ code: 'INVALID_TASK' });
  });
});

describe('a plugin whose file is replaced', { timeout: 60_000 }, () => {
  it('runs with its new code and permissions from the next task on', async () => {
    const source = (version: number, files: string): string => `
      import { definePlugin, defineTaskHandler } from ${built('@poppobuilder/core')};
      import { z } from ${built('zod')};
      const handler = defineTaskHandler({
        type: 'tell-version',
        description: 'Tells its version.',
        input: z.strictObject({}),
        output: z.looseObject({}),
        permissions: { files: '${files}' },
        handle: async () => ({ success: true, version: ${version} }),
      });
      export default definePlugin({ name: 'versions', apiVersion: 1, handlers: [handler] });`;
    const { pool, file } = poolOf(source(1, 'project'));
    const task = { type: 'tell-version', projectId: 'demo', projectPath: dirname(file) };
    expect(await pool.execute({ ...task, id: 'one' })).toMatchObject({ version: 1 });
    writeFileSync(file, source(22, 'none'));
    expect(await pool.execute({ ...task, id: 'two' })).toMatchObject({ version: 22 });
    expect((await pool.describePlugins())[0]?.handlers[0]?.permissions).toEqual({ files: 'none' });
  });
});
