import { getEventListeners, once } from 'node:events';
import { mkdirSync, readdirSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CommandRunner, definePlugin, defineTaskHandler, TaskExecutor } from '@poppobuilder/core';
import { z } from 'zod';

// Started by leaks.test.ts with a folder for the projects. Runs 1,000 tasks of every outcome, and writes what this
// process held before, after, and once the executor was closed. It must then end by itself.

const [root = ''] = process.argv.slice(2);
const ROUNDS = 200;

/** What a process holds that a task could leave behind. */
export interface Holdings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly listeners: Readonly<Record<string, number>>;
  readonly resources: readonly string[];
  readonly files: readonly string[];
  readonly temporaryFiles: readonly string[];
  readonly signalListeners: number;
}

const plugin = definePlugin({
  name: 'leaky',
  apiVersion: 1,
  handlers: [
    handler('succeed', async () => undefined),
    handler('fail', async () => {
      throw new Error('It failed on purpose.');
    }),
    handler('wait', untilAborted),
    defineTaskHandler({
      type: 'command',
      description: 'Runs a command and logs.',
      input: z.strictObject({}),
      output: z.looseObject({}),
      permissions: { commands: true },
      services: { commands: CommandRunner },
      async handle(_task, { logger }, { commands }) {
        logger.info('running');
        await commands.run('echo', ['hello']);
        return { success: true };
      },
    }),
  ],
});

const callersSignal = new AbortController().signal;
const projects = Array.from({ length: 10 }, (_, index) => `project-${index}`);
for (const projectId of projects) mkdirSync(join(root, projectId));
const executor = new TaskExecutor({ plugins: [plugin], homeFolder: join(root, 'home'), grace: 1_000 });
for (const [index] of projects.entries()) await runEach(`warm-${index}`, index);
const before = await takeHoldings();
for (let round = 0; round < ROUNDS; round += 1) await runEach(`round-${round}`, round);
const after = await takeHoldings();
const { tasksExecuted } = executor.getMetrics().overall;
await executor.close();
const closed = await takeHoldings();
process.stdout.write(JSON.stringify({ tasksExecuted, before, after, closed }));

function handler(
  type: string,
  work: (signal: AbortSignal) => Promise<void>,
): ReturnType<typeof defineTaskHandler> {
  return defineTaskHandler({
    type,
    description: 'Ends as its type says.',
    input: z.strictObject({}),
    output: z.looseObject({}),
    async handle(_task, { signal }) {
      await work(signal);
      return { success: true };
    },
  });
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

/** One task of each outcome, at the same time. */
async function runEach(name: string, index: number): Promise<void> {
  const projectId = projects[index % projects.length] ?? '';
  const task = { projectId, projectPath: join(root, projectId) };
  const cancelled = `${name}-cancelled`;
  const tasks = [
    executor.execute({ ...task, id: `${name}-succeed`, type: 'succeed' }, { signal: callersSignal }),
    executor.execute({ ...task, id: `${name}-fail`, type: 'fail' }, { signal: callersSignal }),
    executor.execute({ ...task, id: `${name}-late`, type: 'wait', timeout: 2 }, { signal: callersSignal }),
    executor.execute({ ...task, id: `${name}-command`, type: 'command' }, { signal: callersSignal }),
    executor.execute({ ...task, id: cancelled, type: 'wait' }, { signal: callersSignal }),
  ];
  const cancel = ({ task: { id } }: { readonly task: { readonly id: string } }): void => {
    if (id === cancelled) void executor.cancel(cancelled);
  };
  executor.on('task-started', cancel);
  await Promise.allSettled(tasks);
  executor.off('task-started', cancel);
}

async function takeHoldings(): Promise<Holdings> {
  // Handles that were closed are gone after the next turns of the event loop.
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
  return {
    environment: { ...process.env },
    listeners: Object.fromEntries(
      process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
    ),
    resources: process.getActiveResourcesInfo().toSorted(),
    files: listOpenFiles(),
    temporaryFiles: readdirSync(tmpdir(), { recursive: true, encoding: 'utf8' }),
    signalListeners: getEventListeners(callersSignal, 'abort').length,
  };
}

function listOpenFiles(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd')
    .flatMap((descriptor) => {
      try {
        return [readlinkSync(join('/proc/self/fd', descriptor))];
      } catch {
        // The descriptor with which the folder was read.
        return [];
      }
    })
    .toSorted();
}
