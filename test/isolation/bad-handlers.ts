import assert from 'node:assert/strict';
import type { ErrorCode } from '@poppobuilder/core';
import type { WorkerPoolOptions } from '@poppobuilder/worker-pool';
import { errorOf, PoolWorld, resultOf, type TestedIsolation } from './pool-world.ts';

/** A task that goes over a limit or breaks its worker, and how it must end. */
export interface BadHandler {
  readonly title: string;
  readonly type: 'misbehave' | 'command';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly code: ErrorCode;
  /** What the message contains, above all the figure. */
  readonly message: RegExp;
}

/** Limits of the pool for {@link badHandlers}. */
export const SMALL_LIMITS: WorkerPoolOptions = {
  memoryLimit: '256MB',
  outputLimit: '8MB',
  maxProcesses: 48,
  cpuTime: undefined,
};

/** Ends by itself at 1,023 processes. */
const BOMB = 'bomb() { if [ $1 -gt 0 ]; then bomb $(($1-1)) & bomb $(($1-1)) & fi; sleep 30; }; bomb 9; wait';
const shell = (line: string, fields: object = {}): Record<string, unknown> => ({
  program: 'sh',
  args: ['-c', line],
  ...fields,
});
const memory = /used [\d.]+[MG]B of memory; its memoryLimit is 256MB/;

/** What tasks do that they must not. */
export const badHandlers: readonly BadHandler[] = [
  {
    title: 'a fork bomb',
    type: 'command',
    fields: shell(BOMB),
    code: 'RESOURCE_LIMIT',
    message: /ran \d+ processes at once; its maxProcesses is 48/,
  },
  {
    title: 'a JavaScript heap without end',
    type: 'misbehave',
    fields: { how: 'fill the heap', amount: 3_072 },
    code: 'RESOURCE_LIMIT',
    message: /memoryLimit (of|is) 256MB/,
  },
  {
    title: 'buffers without end',
    type: 'misbehave',
    fields: { how: 'fill buffers', amount: 3_072 },
    code: 'RESOURCE_LIMIT',
    message: memory,
  },
  {
    title: 'a command that takes memory without end',
    type: 'command',
    fields: shell('head -c 3G /dev/zero | tail | wc -c'),
    code: 'RESOURCE_LIMIT',
    message: memory,
  },
  {
    title: 'output of a command without end',
    type: 'command',
    fields: shell('yes'),
    code: 'RESOURCE_LIMIT',
    message: /wrote \d+ bytes; its outputLimit is 8388608 bytes/,
  },
  {
    title: 'output of the handler itself without end',
    type: 'misbehave',
    fields: { how: 'print', amount: 1_024 },
    code: 'RESOURCE_LIMIT',
    message: /wrote \d+ bytes of output; its outputLimit is 8388608 bytes/,
  },
  {
    title: 'an endless loop',
    type: 'misbehave',
    fields: { how: 'loop', timeout: 700 },
    code: 'TASK_TIMEOUT',
    message: /700 ms/,
  },
  {
    title: 'an endless loop that lets others run',
    type: 'misbehave',
    fields: { how: 'loop over turns', timeout: 700 },
    code: 'TASK_TIMEOUT',
    message: /700 ms/,
  },
  {
    title: 'process.exit()',
    type: 'misbehave',
    fields: { how: 'exit' },
    code: 'WORKER_CRASHED',
    message: /exited with code 7/,
  },
  {
    title: 'a thrown text',
    type: 'misbehave',
    fields: { how: 'throw a text' },
    code: 'HANDLER_FAILED',
    message: /only a text/,
  },
  {
    title: 'a rejection that nobody handles',
    type: 'misbehave',
    fields: { how: 'reject unheard' },
    code: 'WORKER_CRASHED',
    message: /what nobody handles/,
  },
  {
    // What it is rejected with last ends the worker, which may have been given the next task by then.
    title: 'two rejections',
    type: 'misbehave',
    fields: { how: 'reject twice' },
    code: 'HANDLER_FAILED',
    message: /the first rejection/,
  },
  {
    title: 'a function as a result',
    type: 'misbehave',
    fields: { how: 'return a function' },
    code: 'INVALID_OUTPUT',
    message: /value/,
  },
  {
    title: 'a cycle as a result',
    type: 'misbehave',
    fields: { how: 'return a cycle' },
    code: 'INVALID_OUTPUT',
    message: /self/,
  },
];

/** Runs a bad task beside one of another project, and the next of its own. Gives its message. */
export async function endsAlone(
  isolation: TestedIsolation,
  limits: WorkerPoolOptions,
  bad: BadHandler,
): Promise<string> {
  const world = new PoolWorld(isolation, { maxWorkers: 2, ...limits });
  try {
    const beside = world.task('wait', { milliseconds: 500 }, { project: 'beside' });
    const running = world.run(beside);
    const task = world.task(bad.type, bad.fields);
    const error = errorOf(await world.run(task));
    assert.equal(error.code, bad.code, error.message);
    assert.match(error.message, bad.message);
    assert.equal(world.endsOf(task.id), 1);
    assert.equal(resultOf(await world.run(world.task('identify', { value: 'next' })))['value'], 'next');
    resultOf(await running);
    resultOf(await world.run(world.task('identify', {}, { project: 'beside' })));
    assert.equal(await world.end(), 0, 'processes are left');
    console.info(`${isolation}: ${bad.title}: ${error.code}: ${error.message}`);
    return error.message;
  } finally {
    await world.end();
  }
}
