import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@poppobuilder/core';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { afterAll, describe, expect, it } from 'vitest';
import { complaintsAbout, methodsOf, type Surface } from './hostile-values.ts';

const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-arguments-'));
const executor = new core.TaskExecutor({ homeFolder: folder });
const pool = new WorkerPool({ homeFolder: folder });

afterAll(async () => {
  await Promise.all([executor.close(), pool.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const TASK = { id: 'one', type: 'echo', projectId: 'project', projectPath: folder };
const OPTIONAL = ['undefined', 'an empty object'];

const listener = (): void => undefined;
const RUNNER: Readonly<Record<string, Omit<Surface, 'call'>>> = {
  cancel: { valid: { taskId: 'one', options: {} }, takes: { taskId: ['undefined'], options: OPTIONAL } },
  close: { valid: {} },
  declareCache: { valid: { task: TASK } },
  execute: { valid: { task: TASK, options: {} }, takes: { options: OPTIONAL } },
  getMetrics: { valid: {} },
  off: { valid: { event: 'log', listener } },
  on: { valid: { event: 'log', listener } },
  redact: { valid: { text: 'text' }, takes: { text: ['an empty text'] } },
  registerTaskHandler: { valid: { type: 'type' } },
  validate: { valid: { task: TASK } },
};

describe.each([
  [
    'TaskExecutor',
    executor,
    { ...RUNNER, sectionsOf: { valid: { plugin: 'p' }, takes: { plugin: ['an empty text'] } } },
  ],
  [
    'WorkerPool',
    pool,
    {
      ...RUNNER,
      checkConfig: {
        valid: { config: {}, place: 'the configuration' },
        takes: { config: ['an empty object'] },
      },
    },
  ],
])('a %s', (_, runner, methods: typeof RUNNER) => {
  it('has no method that these tests do not call', () => {
    const known = Object.keys(methods);
    const argumentless = [
      'chosenIsolation',
      'describePlugins',
      'inspectPlugins',
      'memoryShortage',
      'workerUsage',
      'release',
    ];
    expect(methodsOf(runner).filter((name) => !known.includes(name) && !argumentless.includes(name))).toEqual(
      [],
    );
  });

  it.each(Object.entries(methods))(
    'refuses hostile arguments of %s() by their names',
    async (name, method) => {
      const call = (runner as unknown as Record<string, (...given: never[]) => unknown>)[name];
      const surface: Surface = { ...method, call: (...given) => call?.apply(runner, given) };
      expect(await complaintsAbout(name, surface)).toEqual([]);
    },
  );
});

const empty = ['an empty text'];
const FUNCTIONS: Readonly<Record<string, Surface>> = {
  TaskExecutor: {
    call: (options: never) => new core.TaskExecutor(options),
    valid: { options: {} },
    takes: { options: OPTIONAL },
  },
  WorkerPool: {
    call: (options: never) => new WorkerPool(options),
    valid: { options: {} },
    takes: { options: OPTIONAL },
  },
  TaskError: {
    call: (options: never) => new core.TaskError(options),
    valid: { options: { code: 'HANDLER_FAILED', message: '' } },
  },
  CommandError: {
    call: (options: never) => new core.CommandError(options),
    valid: { options: { message: '', stdout: '', stderr: '', timedOut: false } },
  },
  createMasker: {
    call: core.createMasker,
    valid: { secrets: [] },
    takes: { secrets: ['an empty array', 'an empty text'] },
  },
  createServiceToken: { call: core.createServiceToken, valid: { options: {} } },
  defineConfigSection: { call: core.defineConfigSection, valid: { options: {} } },
  definePlugin: { call: core.definePlugin, valid: { options: {} } },
  defineService: { call: core.defineService, valid: { options: {} } },
  defineTaskHandler: { call: core.defineTaskHandler, valid: { options: {} } },
  defineTrigger: { call: core.defineTrigger, valid: { options: {} } },
  describeSize: { call: core.describeSize, valid: { bytes: 1 }, takes: { bytes: ['a number'] } },
  ensureDataFolder: {
    call: core.ensureDataFolder,
    valid: { projectPath: folder, below: [] },
    takes: { below: ['undefined', 'an empty array'] },
  },
  isInside: {
    call: core.isInside,
    valid: { folder: '/a', path: '/b' },
    takes: { folder: empty, path: empty },
  },
  loadPlugins: {
    call: core.loadPlugins,
    valid: { sources: [], options: {} },
    takes: { sources: ['an empty array'], options: OPTIONAL },
  },
  nearest: {
    call: core.nearest,
    valid: { typed: 'a', words: [] },
    takes: { typed: empty, words: ['an empty array'] },
  },
  parseSize: { call: core.parseSize, valid: { text: '1MB' }, takes: { text: empty } },
  projectHomeFolder: { call: core.projectHomeFolder, valid: { homeFolder: '/a', projectId: 'b' } },
  resolveHomeFolder: {
    call: core.resolveHomeFolder,
    valid: { environment: {} },
    takes: { environment: OPTIONAL },
  },
  resolveProjectPath: {
    call: core.resolveProjectPath,
    valid: { projectPath: folder, allowedRoots: [] },
    takes: { allowedRoots: ['undefined', 'an empty array'] },
  },
  taskJsonSchema: {
    call: core.taskJsonSchema,
    valid: { handlers: [] },
    takes: { handlers: ['an empty array', 'an empty text'] },
  },
  withMiddleware: { call: core.withMiddleware, valid: { runner: executor, middleware: listener } },
};

it.each(Object.entries(FUNCTIONS))('%s refuses hostile arguments by their names', async (name, surface) => {
  expect(await complaintsAbout(name, surface)).toEqual([]);
});

it('the tests call every function of core', () => {
  const functions = Object.entries(core).flatMap(([name, value]) =>
    typeof value === 'function' ? [name] : [],
  );
  // A code of any kind has an exit code; a schema of the configuration needs nothing.
  const others = ['configJsonSchema', 'exitCodeOf'];
  expect(functions.filter((name) => !others.includes(name) && FUNCTIONS[name] === undefined)).toEqual([]);
});
