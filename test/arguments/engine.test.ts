import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { definePlugin, defineTaskHandler, TaskExecutor } from '@poppobuilder/core';
import { createEngine, type Engine } from '@poppobuilder/engine';
import { ResultCache } from '@poppobuilder/result-cache';
import { openEmbeddedPostgres } from '@poppobuilder/embedded-postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { complaintsAbout, methodsOf, type Surface } from './hostile-values.ts';

const plugin = definePlugin({
  name: 'plugin-of-arguments',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'echo',
      description: 'Gives nothing back.',
      input: z.object({}),
      output: z.looseObject({}),
      handle: async () => ({ success: true as const }),
    }),
  ],
});

const OPTIONAL = ['undefined', 'an empty object'];
const TASK = { type: 'echo', projectId: 'project', projectPath: '/project' };

let folder: string;
let engine: Engine;

beforeAll(async () => {
  // Directly below /tmp, which every user may enter.
  folder = mkdtempSync(join(tmpdir(), 'poppobuilder-arguments-'));
  engine = await createEngine({ database: { folder }, plugins: [plugin] });
}, 120_000);

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const id = { id: 'one' };
const optional = { options: OPTIONAL };

const GROUPS = [
  'tasks',
  'flows',
  'accounts',
  'schedules',
  'deadLetters',
  'events',
  'history',
  'holds',
] as const;

/** By name, with the concept that they belong to. */
const METHODS: Readonly<Record<string, Omit<Surface, 'call'>>> = {
  'accounts.list': { valid: {} },
  close: { valid: {} },
  consume: { valid: { options: {} } },
  'deadLetters.list': { valid: { options: {} }, takes: optional },
  'deadLetters.redrive': { valid: { options: {} }, takes: optional },
  'events.latestCursor': { valid: {} },
  'events.subscribe': { valid: { options: {} }, takes: optional },
  exportTo: { valid: { writable: new PassThrough(), options: {} }, takes: optional },
  'flows.add': { valid: { id: 'flow', tasks: { a: { task: TASK } }, scope: {} }, takes: { scope: OPTIONAL } },
  'flows.cancel': { valid: { ...id, options: {} }, takes: optional },
  'flows.get': { valid: id },
  'flows.submit': {
    valid: { flow: { tasks: { a: { task: TASK } } }, scope: {} },
    takes: { scope: OPTIONAL },
  },
  'history.read': { valid: { options: {} }, takes: optional },
  'holds.list': { valid: {} },
  'holds.place': { valid: { options: { scope: { all: true }, reason: { code: 'A', message: 'a' } } } },
  'holds.release': { valid: id },
  importFrom: { valid: { readable: new PassThrough(), options: {} }, takes: optional },
  'schedules.get': { valid: { ...id, options: {} }, takes: optional },
  'schedules.list': { valid: { options: {} }, takes: optional },
  'schedules.pause': { valid: id },
  'schedules.remove': { valid: id },
  'schedules.resume': { valid: id },
  'schedules.run': { valid: id },
  'schedules.set': { valid: { options: { id: 'one', every: 1_000, task: TASK } } },
  submit: { valid: { task: TASK, options: {} }, takes: optional },
  submitMany: {
    valid: { submissions: [{ task: TASK }], scope: {} },
    takes: { submissions: ['an empty array'], scope: OPTIONAL },
  },
  'tasks.activity': { valid: { ids: ['one'] }, takes: { ids: ['an empty array'] } },
  'tasks.approve': { valid: { ...id, options: { by: 'a' } } },
  'tasks.cancel': { valid: { ...id, options: {} }, takes: optional },
  'tasks.counts': { valid: { filter: {} }, takes: { filter: OPTIONAL } },
  'tasks.explain': { valid: id },
  'tasks.get': { valid: id },
  'tasks.groups': { valid: {} },
  'tasks.list': { valid: { options: {} }, takes: optional },
  'tasks.logs': { valid: { ...id, options: {} }, takes: optional },
  'tasks.reject': { valid: { ...id, options: { by: 'a' } } },
  'tasks.retry': { valid: { ...id, options: {} }, takes: optional },
  'tasks.timeline': { valid: id },
  'tasks.transcript': { valid: { ...id, options: {} }, takes: optional },
  'tasks.wait': { valid: { ...id, options: {} }, takes: optional },
  'tasks.waiting': { valid: {} },
};

it('knows every method of an engine', () => {
  const ofGroups = GROUPS.flatMap((group) => methodsOf(engine[group]).map((name) => `${group}.${name}`));
  expect(Object.keys(METHODS)).toEqual([...methodsOf(engine), ...ofGroups].toSorted());
});

it.each(Object.entries(METHODS))(
  'refuses hostile arguments of %s() by their names',
  async (name, method) => {
    const [group, member = ''] = name.includes('.') ? name.split('.') : [undefined, name];
    const owner = group === undefined ? engine : engine[group as (typeof GROUPS)[number]];
    const call = (owner as unknown as Record<string, (...given: never[]) => unknown>)[member];
    const surface: Surface = { ...method, call: (...given) => call?.apply(owner, given) };
    expect(await complaintsAbout(name, surface)).toEqual([]);
    expect(Object.values(await engine.tasks.counts()).every((count) => count === 0)).toBe(true);
    expect(await engine.schedules.list()).toEqual([]);
  },
  60_000,
);

it.each<[string, Surface]>([
  ['createEngine', { call: createEngine, valid: { options: {} } }],
  ['openEmbeddedPostgres', { call: openEmbeddedPostgres, valid: { options: {} } }],
  ['ResultCache', { call: (options: never) => new ResultCache(options), valid: { options: {} } }],
  [
    'claims.for',
    {
      call: (task: never) => engine.claims.for(task),
      valid: { task: { taskId: 'a', attempt: 1, projectId: 'p' } },
    },
  ],
  [
    'claim',
    {
      call: async (number: never) =>
        engine.claims.for({ taskId: 'a', attempt: 1, projectId: 'p' }).claim(number),
      valid: { number: 1 },
      takes: { number: ['a number'] },
    },
  ],
])('refuses hostile arguments of %s by their names', async (name, surface) => {
  expect(await complaintsAbout(name, surface)).toEqual([]);
});

it('refuses options of a consumer', async () => {
  const runner = new TaskExecutor({ plugins: [plugin], homeFolder: tmpdir() });
  const consumer = engine.consume({ slots: 1, runner });
  const stop: Surface = {
    call: async (options) => consumer.stop(options),
    valid: { options: {} },
    takes: optional,
  };
  expect(await complaintsAbout('stop', stop)).toEqual([]);
  expect(() => engine.consume({ slots: 1, runner, lables: ['x'] } as never)).toThrow(
    'lables: is not a known field',
  );
  await consumer.stop();
  await runner.close();
});

it.each([
  [{ kinds: 'state' }, 'kinds: expected array'],
  [{ kinds: ['states'] }, 'kinds[0]: '],
  [{ kinds: [] }, 'kinds: '],
  [{ after: 5 }, 'after: expected string'],
  [{ taskId: 'a\0' }, 'taskId: must have no NUL'],
  [{ from: 'x' }, 'from: is not a known field'],
  [{ signal: {} }, 'signal: '],
])('refuses events.subscribe(%j)', (options, message) => {
  expect(() => engine.events.subscribe(options as never)).toThrow(
    `The options of events.subscribe() are not valid: ${message}`,
  );
});

const cursorOf = (text: string): string => Buffer.from(text).toString('base64url');

it.each([
  '9999999999999999999:9999999999999999999:/9999999999999999999:9999999999999999999:/1',
  '18446744073709551615:18446744073709551615:/18446744073709551615:18446744073709551615:/1',
  '5:9:8,7/9:9:/1',
  '5:9:7,7/9:9:/1',
  '5:9:9/9:9:/1',
  '9:9:/5:5:/1',
  '1:1:/5:5:/-1',
  '1:1:/5:5:/1.5',
  '1:1:/5:5:/0x10',
  '1:1:/5:5:/',
  '1:1:/5:5:/99999999999999999999',
  '1:1:/5:5:/1/',
  '5:9:/9:9:/1',
  '42',
])('refuses the forged cursor %s', (text) => {
  expect(() => engine.events.subscribe({ after: cursorOf(text) })).toThrow(
    'The option "after" of events.subscribe() is not valid.',
  );
});

it.each([
  ['tasks.list', { after: '-1' }, 'after'],
  ['tasks.list', { after: '9223372036854775808' }, 'after'],
  ['tasks.list', { after: cursorOf('1:1:/5:5:/1') }, 'after'],
  ['tasks.list', { limit: Number.NaN }, 'limit'],
  ['tasks.list', { limit: 1e9 }, 'limit'],
  ['tasks.list', { state: 'done' }, 'state'],
  ['deadLetters.list', { limit: -1 }, 'limit'],
  ['deadLetters.list', { after: 5 }, 'after'],
  ['deadLetters.redrive', { ids: 'one' }, 'ids'],
  ['deadLetters.redrive', { ids: [5] }, 'ids[0]'],
] as const)('refuses %s(%j)', async (method, options, field) => {
  const methods = {
    'tasks.list': async () => engine.tasks.list(options as never),
    'deadLetters.list': async () => engine.deadLetters.list(options as never),
    'deadLetters.redrive': async () => engine.deadLetters.redrive(options as never),
  };
  await expect(methods[method]()).rejects.toMatchObject({
    code: 'INVALID_TASK',
    message: expect.stringContaining(`The options of ${method}() are not valid: ${field}: `) as string,
  });
});

it('refuses a page of dead letters after an unknown task', async () => {
  await expect(engine.deadLetters.list({ after: 'nobody' })).rejects.toMatchObject({
    code: 'TASK_NOT_FOUND',
  });
});

it.each([
  ['a date', { when: new Date(Number.NaN) }],
  ['an instance', { value: new Map() }],
  ['a function', { value: () => undefined }],
  ['a big integer deep inside', { value: [{ deep: 10n }] }],
  [
    'a getter deep inside',
    {
      value: {
        get deep(): never {
          throw new Error('hands off');
        },
      },
    },
  ],
])('refuses a task with %s, also in a flow, many, and a schedule', async (_, fields) => {
  const task = { ...TASK, ...fields };
  const refused = { code: expect.stringMatching(/^INVALID_(TASK|CONFIG)$/) as string };
  await expect(engine.submit(task)).rejects.toMatchObject(refused);
  await expect(engine.submitMany([{ task }])).rejects.toMatchObject(refused);
  await expect(engine.flows.submit({ tasks: { a: { task } } })).rejects.toMatchObject(refused);
  await expect(engine.schedules.set({ id: 'x', every: 1_000, task })).rejects.toMatchObject(refused);
});
