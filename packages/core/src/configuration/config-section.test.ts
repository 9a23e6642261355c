import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import type { TaskExecutorOptions } from '../execution/executor-options.ts';
import { TaskExecutor } from '../execution/task-executor.ts';
import { definePlugin, type Plugin } from '../plugin/define-plugin.ts';
import { defineTaskHandler } from '../plugin/task-handler.ts';
import { ProjectConfig } from '../project/project-config.ts';
import { type ConfigSection, defineConfigSection } from './config-section.ts';

const lintConfig = defineConfigSection({
  name: 'lint',
  schema: z.strictObject({
    endpoint: z.string().default('https://lint.example'),
    max: z.int().min(1).default(100),
    rules: z.array(z.string()).optional(),
  }),
  projectMaySet: ['rules'],
  projectMayNarrow: { max: (outer, inner) => Math.min(outer, inner) },
  secrets: [{ name: 'lint', sources: [{ from: 'variable', name: 'LINT_TOKEN' }] }],
  environment: ['LINT_CACHE_*', 'LINT_TOKEN'],
});

let folder = '';
let warnings: string[] = [];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'config-section-')));
  mkdirSync(join(folder, 'project'));
  warnings = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, value: unknown): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify(value), { mode: 0o600 });
}

function pluginWith(section: ConfigSection = lintConfig, name = 'lints'): Plugin {
  const handler = defineTaskHandler({
    type: name,
    description: 'Returns what it sees.',
    input: z.strictObject({}),
    output: z.looseObject({}),
    permissions: { secrets: ['lint'] },
    services: { config: ProjectConfig },
    handle: async (_task, { environment, credentials }, { config }) => ({
      success: true,
      section: config.section(section),
      variables: Object.keys(environment).filter((variable) => variable.startsWith('LINT')),
      secrets: Object.keys(credentials),
    }),
  });
  return definePlugin({ name, apiVersion: 1, handlers: [handler], configuration: [section] });
}

async function run(options: TaskExecutorOptions = {}, projectConfig = {}): Promise<object> {
  const plugins = options.plugins ?? [pluginWith()];
  const environment = { LINT_CACHE_FOLDER: '/cache', LINT_TOKEN: 'lint-token-value', OTHER: 'x' };
  await using executor = new TaskExecutor({
    environment,
    homeFolder: join(folder, 'home'),
    ...options,
    plugins,
  });
  executor.on('log', ({ level, message }) => {
    if (level === 'warn') warnings.push(message);
  });
  const projectPath = join(folder, 'project');
  return await executor.execute({ id: '1', type: 'lints', projectId: 'demo', projectPath, projectConfig });
}

describe('a configuration section', () => {
  it('has the type and the defaults of its schema', async () => {
    expectTypeOf(lintConfig).toEqualTypeOf<
      ConfigSection<{ endpoint: string; max: number; rules?: string[] | undefined }>
    >();
    expect(await run()).toMatchObject({ section: { endpoint: 'https://lint.example', max: 100 } });
  });

  it('is narrowed by the project from the default or the value of the operator', async () => {
    write('project/.poppo/config.json', { lint: { max: 50, rules: ['a'], endpoint: 'https://evil' } });
    expect(await run()).toMatchObject({
      section: { endpoint: 'https://lint.example', max: 50, rules: ['a'] },
    });
    expect(warnings).toEqual([expect.stringContaining('"lint.endpoint" is ignored')]);
    expect(await run({}, { lint: { max: 20, rules: ['b'] } })).toMatchObject({
      section: { max: 20, rules: ['b'] },
    });
  });

  it('types what the project may decide by its schema', () => {
    const schema = z.strictObject({
      max: z.int(),
      rules: z.array(z.string()).optional(),
      style: z.string().optional(),
    });
    const section = defineConfigSection({
      name: 'lint',
      schema,
      projectMaySet: ['style'],
      projectMayNarrow: {
        max(outer, inner) {
          expectTypeOf([outer, inner]).toEqualTypeOf<number[]>();
          return Math.min(outer, inner);
        },
        rules(outer, inner) {
          expectTypeOf(outer).toEqualTypeOf<string[] | undefined>();
          expectTypeOf(inner).toEqualTypeOf<string[]>();
          return inner;
        },
      },
    });
    expect(section).toMatchObject({ name: 'lint' });
    // @ts-expect-error -- the schema has no such key
    defineConfigSection({ name: 'lint', schema, projectMaySet: ['stile'] });
  });

  it('narrows the default, what the operator sets, and never more than that', async () => {
    write('project/.poppo/config.json', { lint: { max: 300 } });
    expect(await run()).toMatchObject({ section: { max: 100 } });
    expect(await run({}, { lint: { max: 20 } })).toMatchObject({ section: { max: 20 } });
    expect(warnings).toEqual([]);
  });

  it('refuses unknown sections and keys of all sources together, with what was meant', async () => {
    write('home/projects/demo/config.json', { lnit: { max: 1 } });
    write('project/.poppo/config.json', { lint: { maxx: 1, max: 0 }, langage: 'de' });
    const failed = run({}, { lint: { endpoint: 5 } });
    await expect(failed).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
    const { message } = (await failed.catch((error: unknown) => error)) as Error;
    for (const mistake of [
      'demo/config.json: lnit: is not a known field (did you mean "lint"?)',
      'config.json: lint.maxx: is not a known field (did you mean "max"?)',
      'config.json: lint.max: ',
      'config.json: langage: is not a known field (did you mean "language"?)',
      'projectConfig.lint.endpoint: expected string',
    ]) {
      expect(message).toContain(mistake);
    }
  });

  it('of a plugin that is not loaded is not checked, which a warning says', async () => {
    expect(await run({}, { spelling: { language: 5 } })).toMatchObject({ success: true });
    expect(warnings).toEqual([expect.stringContaining('the section "spelling" is not checked')]);
  });

  it('gives secrets to handlers that may have them, and never as variables', async () => {
    expect(await run()).toMatchObject({ variables: ['LINT_CACHE_FOLDER'], secrets: ['lint'] });
    await expect(run({}, { environment: { LINT_TOKEN: 'x' } })).rejects.toThrow(
      'environment.LINT_TOKEN: would hand a secret "lint" to commands',
    );
  });

  it('is asked for what it demands only when it is read', async () => {
    const strict = defineConfigSection({ name: 'lint', schema: z.strictObject({ url: z.string() }) });
    await expect(run({ plugins: [pluginWith(strict)] })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('lint.url: is missing') as string,
    });
  });

  it('may be brought by two plugins, but not as two different ones', () => {
    const other = defineConfigSection({ name: 'lint', schema: z.strictObject({}) });
    const both = [pluginWith(), pluginWith(lintConfig, 'second')];
    expect(new TaskExecutor({ plugins: both }).sections).toEqual([lintConfig]);
    const plugins = [pluginWith(), pluginWith(other, 'second')];
    expect(() => new TaskExecutor({ plugins })).toThrow('"lint" is defined twice, by lints and second');
  });

  it('lets the project decide nothing on which secrets or the sandbox depend', () => {
    const schema = z.strictObject({ command: z.string().optional() });
    const sandbox = { executables: [{ name: 'lint', key: 'command' }] };
    const define = (): unknown =>
      defineConfigSection({ name: 'lint', schema, projectMaySet: ['command'], sandbox });
    expect(define).toThrow('the project may not decide "command"');
    expect(() => defineConfigSection({ name: 'limits', schema })).toThrow('take another name');
    const folders = [{ name: 'home', sharedBy: 'privilege' }] as const;
    expect(() => defineConfigSection({ name: 'lint', schema, sandbox: { folders } })).toThrow(
      "is a folder of the project's own data",
    );
  });
});
