import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';
import { endProcesses, findLeftProcesses, latestPid, type LeftProcess, MARK } from './left-processes.ts';
import { openFilesIn } from './open-files.ts';
import { collectResources } from './open-resources.ts';
import { watchConsole } from './watch-console.ts';
import { watchSyncCommands } from './watch-sync-commands.ts';

/** What a task did in this process beside its result. */
export interface Observation {
  /** Processes that were running when it had ended. They are ended now. */
  readonly left: readonly LeftProcess[];
  /** What it left open, as people call it. */
  readonly open: readonly string[];
  /** What its handler did directly that needs a permission. */
  readonly uses: ReadonlySet<DirectUse>;
  /** What its code printed. */
  readonly printed: readonly string[];
}

/** What a handler does without a service, by the permission that it needs. */
type DirectUse = 'commands' | 'network' | 'workers';

/** Where the code that runs now belongs. */
interface Place {
  readonly watch: object;
  readonly isHandler: boolean;
}

const places = new AsyncLocalStorage<Place>();

/** What Node announces when a resource of these kinds is made. */
const CHANNELS: readonly (readonly [channel: string, use: DirectUse])[] = [
  ['child_process', 'commands'],
  ['net.client.socket', 'network'],
  ['udp.socket', 'network'],
  ['worker_threads', 'workers'],
];

/** How often that is looked at. In milliseconds. */
const POLL_INTERVAL = 10;

/** Runs the code of a handler, as opposed to that of the runner around it. */
export function asHandler<T>(work: () => T): T {
  const place = places.getStore();
  return place === undefined ? work() : places.run({ ...place, isHandler: true }, work);
}

/** What is watched, and how. */
export interface WatchOptions {
  readonly taskId: string;
  /** Path of the project. */
  readonly folder: string;
  /** How long what a task closes may take to be closed. In milliseconds. */
  readonly closeTime: number;
}

/** Runs work, and observes what it does in this process. One after the other: they share the process's environment. */
export async function watchProcess<T>(
  options: WatchOptions,
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly observation: Observation }> {
  const before = turn;
  const { promise, resolve } = Promise.withResolvers<void>();
  turn = promise;
  await before;
  try {
    return await watchAlone(options, work);
  } finally {
    resolve();
  }
}

let turn: Promise<void> = Promise.resolve();

async function watchAlone<T>(
  { taskId, folder, closeTime }: WatchOptions,
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly observation: Observation }> {
  const watch = {};
  const isWatched = (): boolean => places.getStore()?.watch === watch;
  const uses = new Set<DirectUse>();
  const children: ChildProcess[] = [];
  const processes = { taskId, children, after: latestPid() };
  const listeners = CHANNELS.map(([channel, use]) => {
    const listener = (message: unknown): void => {
      if (!isWatched()) return;
      if (use === 'commands') children.push((message as { readonly process: ChildProcess }).process);
      if (places.getStore()?.isHandler === true) uses.add(use);
    };
    subscribe(channel, listener);
    return () => unsubscribe(channel, listener);
  });
  const stopCommands = watchSyncCommands(() => {
    if (isWatched() && places.getStore()?.isHandler === true) uses.add('commands');
  });
  const resources = collectResources(isWatched);
  const { printed, stop: stopConsole } = watchConsole(isWatched);
  const restore = setVariable(MARK, taskId);
  try {
    const value = await places.run({ watch, isHandler: false }, work);
    resources.stop();
    const left = await settled(() => findLeftProcesses(processes), closeTime);
    endProcesses(left);
    const stillOpen = await settled(
      () => [...resources.found.filter((resource) => resource.isOpen()), ...openFilesIn(folder)],
      closeTime,
    );
    for (const resource of stillOpen) resource.release();
    return { value, observation: { left, open: stillOpen.map(({ title }) => title), uses, printed } };
  } finally {
    restore();
    stopConsole();
    resources.stop();
    stopCommands();
    for (const stop of listeners) stop();
  }
}

/** Looks until nothing is found any more, or it would have gone. */
async function settled<T>(look: () => readonly T[], time: number): Promise<readonly T[]> {
  const deadline = performance.now() + time;
  for (;;) {
    const found = look();
    if (found.length === 0 || performance.now() > deadline) return found;
    await delay(POLL_INTERVAL);
  }
}

function setVariable(name: string, value: string): () => void {
  const before = process.env[name];
  process.env[name] = value;
  return () => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  };
}
