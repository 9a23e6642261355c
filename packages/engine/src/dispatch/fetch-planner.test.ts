import { describe, expect, it } from 'vitest';
import { FetchPlanner, type FetchPlannerOptions } from './fetch-planner.ts';

/** A queue in memory that gives tasks as pg-boss does, in the order in which they came. */
class Queue {
  readonly waiting: string[] = [];
  readonly running: string[] = [];
  fetches = 0;

  add(project: string, count = 1): void {
    for (let index = 0; index < count; index += 1) this.waiting.push(project);
  }

  fetch(planner: FetchPlanner): void {
    for (let request = planner.next(); request !== undefined; request = planner.next()) {
      this.fetches += 1;
      const { ignore, batchSize, project: only } = request;
      const given: string[] = [];
      for (const [index, project] of Array.from(this.waiting.entries())) {
        const isMeant = only === undefined ? !ignore.includes(project) : project === only;
        if (given.length === batchSize || !isMeant) continue;
        this.waiting.splice(index - given.length, 1);
        given.push(project);
      }
      this.running.push(...given);
      planner.fetched(given);
    }
  }

  end(project: string, planner: FetchPlanner): void {
    this.running.splice(this.running.indexOf(project), 1);
    planner.release(project);
  }

  count(project: string): number {
    return this.running.filter((one) => one === project).length;
  }
}

function start(
  options: Partial<FetchPlannerOptions>,
  tasks: Record<string, number>,
): { queue: Queue; planner: FetchPlanner } {
  const planner = new FetchPlanner({ slots: 8, ...options });
  const queue = new Queue();
  for (const [project, count] of Object.entries(tasks)) queue.add(project, count);
  planner.wake('q', Object.keys(tasks));
  queue.fetch(planner);
  return { queue, planner };
}

describe('FetchPlanner', () => {
  it('plans one request without a project for one project', () => {
    const { queue } = start({}, { a: 100 });
    expect(queue.running).toHaveLength(8);
    expect(queue.fetches).toBe(1);
  });

  it('plans one request for each slot that becomes free while one project waits', () => {
    const { queue, planner } = start({}, { a: 100 });
    for (let count = 0; count < 10; count += 1) {
      queue.end('a', planner);
      queue.fetch(planner);
    }
    expect(queue.fetches).toBe(11);
  });

  it('splits a batch among the waiting projects', () => {
    const { queue } = start({}, { a: 100, b: 100 });
    expect([queue.count('a'), queue.count('b')]).toEqual([4, 4]);
  });

  it('splits slots by weight', () => {
    const { queue } = start({ weightOf: (project) => (project === 'a' ? 3 : 1) }, { a: 100, b: 100 });
    expect([queue.count('a'), queue.count('b')]).toEqual([6, 2]);
  });

  it('leaves no slot idle for a project without waiting tasks', () => {
    const { queue } = start({}, { a: 100, b: 1 });
    expect([queue.count('a'), queue.count('b')]).toEqual([7, 1]);
  });

  it('gives the next free slot to a project that starts waiting later', () => {
    const { queue, planner } = start({}, { a: 100 });
    queue.add('b');
    planner.wake('q', ['b']);
    queue.end('a', planner);
    queue.fetch(planner);
    expect(queue.count('b')).toBe(1);
  });

  it('gives a project with a low weight its share beside one with a high weight', () => {
    const { queue, planner } = start({ weightOf: (project) => (project === 'a' ? 10 : 1) }, { a: 100 });
    queue.add('b');
    planner.wake('q', ['b']);
    queue.end('a', planner);
    queue.fetch(planner);
    expect(queue.count('b')).toBe(1);
  });

  it('lets no project exceed the cap, and plans again when one of its tasks ends', () => {
    const { queue, planner } = start({ projectCap: 3 }, { a: 100, b: 1 });
    expect([queue.count('a'), queue.count('b')]).toEqual([3, 1]);
    queue.end('a', planner);
    queue.fetch(planner);
    expect(queue.count('a')).toBe(3);
  });

  it('plans no request for a project at its cap', () => {
    const { queue, planner } = start({ projectCap: 3 }, { a: 100 });
    const before = queue.fetches;
    queue.fetch(planner);
    expect(queue.fetches).toBe(before);
  });

  it('serves each of many projects when there are fewer slots', () => {
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const { queue, planner } = start({}, Object.fromEntries(names.map((name) => [name, 1_000])));
    const begun = new Map(names.map((name) => [name, queue.count(name)]));
    for (let count = 0; count < 192; count += 1) {
      queue.end(queue.running[0] ?? '', planner);
      const before = [...queue.running];
      queue.fetch(planner);
      for (const name of queue.running.slice(before.length)) begun.set(name, (begun.get(name) ?? 0) + 1);
    }
    expect(new Set(begun.values())).toEqual(new Set([10]));
  });

  it('keeps the proportion of weights over time with one slot', () => {
    const { queue, planner } = start(
      { slots: 1, weightOf: (project) => (project === 'a' ? 3 : 1) },
      { a: 100, b: 100 },
    );
    for (let count = 0; count < 39; count += 1) {
      queue.end(queue.running[0] ?? '', planner);
      queue.fetch(planner);
    }
    expect([queue.waiting.filter((one) => one === 'a').length, queue.waiting.length]).toEqual([70, 160]);
  });

  it('takes into account what was reported during a request', () => {
    const planner = new FetchPlanner({ slots: 2 });
    planner.wake('q');
    expect(planner.next()).toEqual({ queue: 'q', batchSize: 2, ignore: [] });
    planner.wake('q', ['late']);
    planner.fetched([]);
    expect(planner.next()).toEqual({ queue: 'q', batchSize: 2, ignore: [] });
  });

  it('rotates between queues', () => {
    const planner = new FetchPlanner({ slots: 1 });
    planner.wake('one');
    planner.wake('two');
    const order: (string | undefined)[] = [];
    for (let count = 0; count < 4; count += 1) {
      order.push(planner.next()?.queue);
      planner.fetched(['p']);
      planner.release('p');
    }
    expect(order).toEqual(['one', 'two', 'one', 'two']);
  });
});
