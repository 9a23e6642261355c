import type { ProcessEntry } from '@poppobuilder/core/runner-kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTag, findTagged, killTagged, startWorker } from './fixtures/tagged-processes.ts';
import { ProcessSnapshot } from './process-snapshot.ts';
import type { ExceededLimit, UsageLimits } from './usage-limits.ts';
import { type UsageRegistration, type WatchedTree, watchUsage } from './watch-usage.ts';

function entry(pid: number, usage: Partial<ProcessEntry>): ProcessEntry {
  const links = { parent: 1, group: pid, session: pid, startTime: 0 };
  return { pid, ...links, zombie: false, residentBytes: 0, cpuMs: 0, reapedCpuMs: 0, ...usage };
}

describe('the watch over usage', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  let members: readonly ProcessEntry[] = [];
  const tree: WatchedTree = { look: () => members };
  const noTell = (): void => undefined;

  it('reports what a tree uses, without zombies, and processor time since the registration', () => {
    members = [entry(1, { cpuMs: 1_000, residentBytes: 10 })];
    const usage = watchUsage(() => new ProcessSnapshot([])).register(tree, {}, noTell);
    expect(usage.current()).toEqual({ residentBytes: 10, processes: 1, cpuMs: 0 });
    members = [entry(1, { cpuMs: 1_300, residentBytes: 20 }), entry(2, { cpuMs: 50, zombie: true })];
    vi.advanceTimersByTime(250);
    expect(usage.current()).toEqual({ residentBytes: 20, processes: 1, cpuMs: 350 });
    usage.stop();
  });

  it.each([
    { limits: { memory: 15 }, limit: { name: 'memoryLimit', limit: 15, value: 20 } },
    { limits: { processes: 1 }, limit: { name: 'maxProcesses', limit: 1, value: 2 } },
    { limits: { cpuMs: 99 }, limit: { name: 'cpuTime', limit: 99, value: 100 } },
    { limits: { memory: 20, processes: 2, cpuMs: 100 }, limit: undefined },
  ])('reports once that $limits is exceeded: $limit', ({ limits, limit }) => {
    members = [];
    const reported = vi.fn<(exceeded: ExceededLimit) => void>();
    const usage = watchUsage(() => new ProcessSnapshot([])).register(tree, limits, reported);
    members = [
      entry(2 ** 30, { cpuMs: 60, residentBytes: 10 }),
      entry(2 ** 30 + 1, { cpuMs: 40, residentBytes: 10 }),
    ];
    vi.advanceTimersByTime(5_000);
    expect(reported.mock.calls).toEqual(limit === undefined ? [] : [[limit]]);
    usage.stop();
  });

  it('reads the machine once for all trees, and not at all without any', () => {
    members = [];
    const takeSnapshot = vi.fn<() => ProcessSnapshot>(() => new ProcessSnapshot([]));
    const watcher = watchUsage(takeSnapshot);
    vi.advanceTimersByTime(1_000);
    expect(takeSnapshot).not.toHaveBeenCalled();
    const usages = [1, 2, 3].map(() => watcher.register(tree, {}, noTell));
    takeSnapshot.mockClear();
    vi.advanceTimersByTime(250);
    expect(takeSnapshot).toHaveBeenCalledTimes(1);
    for (const usage of usages) usage.stop();
    vi.advanceTimersByTime(1_000);
    expect(takeSnapshot).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('reports nothing to a watch that another one has stopped in the same reading', () => {
    members = [];
    const watcher = watchUsage(() => new ProcessSnapshot([]));
    const usages: UsageRegistration[] = [];
    const reported = vi.fn<() => void>(() => {
      for (const usage of usages) usage.stop();
    });
    usages.push(
      watcher.register(tree, { processes: 0 }, reported),
      watcher.register(tree, { processes: 0 }, reported),
    );
    members = [entry(1, {})];
    vi.advanceTimersByTime(5_000);
    expect(reported).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    { title: 'a quarter of a second after a quick look', took: 2, wait: 250 },
    { title: 'twenty times as long after a slow one', took: 100, wait: 2_000 },
  ])('looks again $title', ({ took, wait }) => {
    let milliseconds = 0;
    const usageSince = ({ user } = { user: 0 }): NodeJS.CpuUsage => ({
      user: milliseconds * 1_000 - user,
      system: 0,
    });
    const cpuUsage = vi.spyOn(process, 'cpuUsage').mockImplementation(usageSince);
    const takeSnapshot = vi.fn<() => ProcessSnapshot>(() => {
      milliseconds += took;
      return new ProcessSnapshot([]);
    });
    const usage = watchUsage(takeSnapshot).register(tree, {}, noTell);
    takeSnapshot.mockClear();
    vi.advanceTimersByTime(250);
    expect(takeSnapshot).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(wait - 1);
    expect(takeSnapshot).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(takeSnapshot).toHaveBeenCalledTimes(2);
    usage.stop();
    cpuUsage.mockRestore();
  });
});

describe.runIf(process.platform === 'linux')('the watch over a worker', { timeout: 30_000 }, () => {
  let tag: string;

  beforeEach(() => {
    tag = createTag();
  });

  afterEach(() => {
    killTagged(tag);
  });

  const allocate = 'const all = Buffer.alloc(200 * 2 ** 20, 1); setInterval(() => all.length, 1000)';

  it.each([
    {
      title: 'processes in many sessions',
      command: (t: string) => [
        'bash',
        '-c',
        `for i in {1..20}; do setsid sleep ${t} & done; exec sleep ${t}`,
      ],
      limits: { processes: 10 },
      name: 'maxProcesses',
    },
    {
      title: 'memory of a process in another session',
      command: () => ['setsid', '--wait', process.execPath, '-e', allocate],
      limits: { memory: 200 * 2 ** 20 },
      name: 'memoryLimit',
    },
    {
      title: 'processor time of an endless loop',
      command: (t: string) => ['bash', '-c', `while :; do :; done # ${t}`],
      limits: { cpuMs: 100 },
      name: 'cpuTime',
    },
    {
      title: 'processor time of children that have ended',
      command: () => ['bash', '-c', 'while :; do (for i in {1..20000}; do :; done); done'],
      limits: { cpuMs: 200 },
      name: 'cpuTime',
    },
  ])('reports an exceeded limit: $title', async ({ command, limits, name }) => {
    const { tree } = startWorker(command(tag));
    const reported = Promise.withResolvers<ExceededLimit>();
    const given: UsageLimits = limits;
    const usage = watchUsage().register(tree, given, reported.resolve);
    const exceeded = await reported.promise;
    usage.stop();
    await tree.kill();
    expect(exceeded.name).toBe(name);
    expect(exceeded.value).toBeGreaterThan(exceeded.limit);
    expect(tree.find()).toEqual([]);
    expect(findTagged(tag)).toEqual([]);
  });
});
