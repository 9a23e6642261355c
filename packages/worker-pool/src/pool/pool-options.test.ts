import { TaskError } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { parsePoolOptions } from './pool-options.ts';

function mistakesOf(options: unknown): string {
  try {
    parsePoolOptions(options);
  } catch (error) {
    if (TaskError.is(error) && error.code === 'INVALID_CONFIG') return error.message;
    throw error;
  }
  return '';
}

describe('the options of a pool', () => {
  it('have the documented defaults', () => {
    const { minWorkers, perProject, memoryLimit, outputLimit, maxProcesses, isolation, grace } =
      parsePoolOptions({});
    expect({ minWorkers, perProject, memoryLimit, outputLimit, maxProcesses, isolation, grace }).toEqual({
      minWorkers: 0,
      perProject: 1,
      memoryLimit: 2 * 1024 ** 3,
      outputLimit: 512 * 1024 ** 2,
      maxProcesses: 512,
      isolation: 'auto',
      grace: 5_000,
    });
  });

  it('are rejected together, each by its name', () => {
    const message = mistakesOf({
      minWorkers: -1,
      maxWorkers: 0,
      perProject: 1.5,
      idleTimeout: '60s',
      recycleAfter: 0,
      memoryLimit: '1024',
      outputLimit: 512,
      maxProcesses: -5,
      cpuTime: 0,
      openFiles: 3,
      minFreeMemory: '1 apple',
      isolation: 'vm',
      grace: -1,
      timeout: Number.NaN,
      allowedRoots: ['relative'],
      readable: ['relative'],
      plugins: [() => undefined],
      concurrency: 2,
    });
    const names = [
      'minWorkers maxWorkers perProject idleTimeout recycleAfter memoryLimit outputLimit maxProcesses cpuTime',
      'openFiles minFreeMemory isolation grace timeout allowedRoots readable plugins concurrency',
    ].flatMap((line) => line.split(' '));
    expect(names.filter((name) => !message.includes(name))).toEqual([]);
  });

  it.each([
    ['a minimum over the maximum', { minWorkers: 3, maxWorkers: 2 }, 'minWorkers (3) must not be over'],
    ['a limit without a unit', { memoryLimit: '512' }, 'such as "512MB"'],
    ['less memory than Node needs', { memoryLimit: '1MB' }, 'at least 64MB'],
    ['an unknown isolation', { isolation: 'none' }, 'isolation'],
  ])('may not have %s', (_what, options, reported) => {
    expect(mistakesOf(options)).toContain(reported);
  });
});
