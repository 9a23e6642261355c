import { TaskError } from '@poppobuilder/core';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { describe, expect, it } from 'vitest';
import { findBelow } from './marked-processes.ts';

const bad: Readonly<Record<string, unknown>> = {
  plugins: [() => undefined],
  minWorkers: -1,
  maxWorkers: -2,
  perProject: 0,
  idleTimeout: -1,
  recycleAfter: 1.5,
  memoryLimit: '512',
  outputLimit: 1024,
  maxProcesses: -5,
  cpuTime: '10s',
  openFiles: 3,
  minFreeMemory: 'much',
  isolation: 'virtual machine',
  readable: ['relative'],
  timeout: 0,
  grace: Number.NaN,
  allowedRoots: 'everywhere',
  homeFolder: 'relative',
  unheardOf: true,
};

function refusal(options: object): TaskError {
  try {
    void new WorkerPool(options).close();
  } catch (error) {
    if (TaskError.is(error)) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('invalid options', () => {
  it('are all reported in one error, each by name, and nothing starts', () => {
    const before = findBelow(process.pid).map(({ pid }) => pid);
    const { code, message } = refusal(bad);
    const unnamed = Object.keys(bad).filter((name) => !message.includes(name));
    const after = findBelow(process.pid).map(({ pid }) => pid);
    console.info(`bad options: ${Object.keys(bad).length} given, ${unnamed.length} not named`);
    expect(code).toBe('INVALID_CONFIG');
    expect(unnamed).toEqual([]);
    expect(after.filter((pid) => !before.includes(pid))).toEqual([]);
  });

  it.each([
    {
      title: 'more workers at least than at most',
      options: { minWorkers: 3, maxWorkers: 2 },
      names: /minWorkers \(3\).*maxWorkers \(2\)/,
    },
    { title: 'less memory than a worker needs', options: { memoryLimit: '1MB' }, names: /memoryLimit.*64MB/ },
    { title: 'a limit without a unit', options: { minFreeMemory: '100' }, names: /minFreeMemory.*unit/ },
    {
      title: 'more workers at least than at most, beside another mistake',
      options: { minWorkers: 3, maxWorkers: 2, perProject: -1 },
      names: /perProject.*minWorkers/,
    },
  ])('are refused: $title', ({ options, names }) => {
    expect(refusal(options).message).toMatch(names);
  });

  it('are rejected before plugins are searched', () => {
    expect(refusal({ plugins: ['no-such-plugin'], maxWorkers: 0 }).code).toBe('INVALID_CONFIG');
    expect(refusal({ plugins: ['no-such-plugin'] }).code).toBe('PLUGIN_INVALID');
  });
});
