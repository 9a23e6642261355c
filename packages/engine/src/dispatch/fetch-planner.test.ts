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

  claim(turns: FetchPlanner): void {
    for (let turn = turns.next(); turn !== undefined; turn = turns.next()) {
      this.fetches += 1;
      const { ignore, batchSize, project: only } = turn;
      const given: string[] = [];
      for (const [index, project] of Array.from(this.waiting.entries())) {
        const isMeant = only === undefined ? !ignore.includes(project) : project === only;
        if (given.length === batchSize || !isMeant) continue;
        this.waiting.splice(index - given.length, 1);
        given.push(project);
      }
      this.running.push(...given);
      turns.claimed(given);
    }
  }

  end(project: string, turns: FetchPlanner): void {
    this.running.splice(this.running.indexOf(project), 1);
    turns.ended(project);
  }

  count(project: string): number {
    return this.running.filter((one) => one === project).length;
  }
}

function start(
  options: Partial<FetchPlannerOptions>,
  tasks: Record<string, number>,
): { queue: Queue; turns: FetchPlanner } {
  const turns = new FetchPlanner({ slots: 8, ...options });
  const queue = new Queue();
  for (const [project, count] of Object.entries(tasks)) queue.add(project, count);
  turns.wake('q', Object.keys(tasks));
  queue.claim(turns);
  return { queue, turns };
}

describe('FetchPlanner', () => {
  it('makes one plain claim for one project', () => {
    const { queue } = start({}, { a: 100 });
    expect(queue.running).toHaveLength(8);
    expect(queue.fetches).toBe(1);
  });

  it('makes one claim for each slot that becomes free while one project waits', () => {
    const { queue, turns } = start({}, { a: 100 });
    for (let count = 0; count < 10; count += 1) {
      queue.end('a', turns);
      queue.claim(turns);
    }
    expect(queue.fetches).toBe(11);
  });

  it('splits a batch over the projects that wait', () => {
    const { queue } = start({}, { a: 100, b: 100 });
    expect([queue.count('a'), queue.count('b')]).toEqual([4, 4]);
  });

  it('splits slots by weight', () => {
    const { queue } = start({ weightOf: (project) => (project === 'a' ? 3 : 1) }, { a: 100, b: 100 });
    expect([queue.count('a'), queue.count('b')]).toEqual([6, 2]);
  });

  it('leaves no slot idle for a share that nobody asks for', () => {
    const { queue } = start({}, { a: 100, b: 1 });
    expect([queue.count('a'), queue.count('b')]).toEqual([7, 1]);
  });

  it('gives the next free slot to a project that comes later', () => {
    const { queue, turns } = start({}, { a: 100 });
    queue.add('b');
    turns.wake('q', ['b']);
    queue.end('a', turns);
    queue.claim(turns);
    expect(queue.count('b')).toBe(1);
  });

  it('gives a light project its turns beside a heavy one', () => {
    const { queue, turns } = start({ weightOf: (project) => (project === 'a' ? 10 : 1) }, { a: 100 });
    queue.add('b');
    turns.wake('q', ['b']);
    queue.end('a', turns);
    queue.claim(turns);
    expect(queue.count('b')).toBe(1);
  });

  it('lets no project hold more than the cap, and looks again when one of its tasks ends', () => {
    const { queue, turns } = start({ projectCap: 3 }, { a: 100, b: 1 });
    expect([queue.count('a'), queue.count('b')]).toEqual([3, 1]);
    queue.end('a', turns);
    queue.claim(turns);
    expect(queue.count('a')).toBe(3);
  });

  it('does not ask again for a project at its cap', () => {
    const { queue, turns } = start({ projectCap: 3 }, { a: 100 });
    const before = queue.fetches;
    queue.claim(turns);
    expect(queue.fetches).toBe(before);
  });

  it('serves each of many projects in turn when there are fewer slots', () => {
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const { queue, turns } = start({}, Object.fromEntries(names.map((name) => [name, 1_000])));
    const begun = new Map(names.map((name) => [name, queue.count(name)]));
    for (let count = 0; count < 192; count += 1) {
      queue.end(queue.running[0] ?? '', turns);
      const before = [...queue.running];
      queue.claim(turns);
      for (const name of queue.running.slice(before.length)) begun.set(name, (begun.get(name) ?? 0) + 1);
    }
    expect(new Set(begun.values())).toEqual(new Set([10]));
  });

  it('keeps the proportion of weights over time with one slot', () => {
    const { queue, turns } = start(
      { slots: 1, weightOf: (project) => (project === 'a' ? 3 : 1) },
      { a: 100, b: 100 },
    );
    for (let count = 0; count < 39; count += 1) {
      queue.end(queue.running[0] ?? '', turns);
      queue.claim(turns);
    }
    expect([queue.waiting.filter((one) => one === 'a').length, queue.waiting.length]).toEqual([70, 160]);
  });

  it('takes what was heard during a claim into account', () => {
    const turns = new FetchPlanner({ slots: 2 });
    turns.wake('q');
    expect(turns.next()).toEqual({ queue: 'q', batchSize: 2, ignore: [] });
    turns.wake('q', ['late']);
    turns.claimed([]);
    expect(turns.next()).toEqual({ queue: 'q', batchSize: 2, ignore: [] });
  });

  it('takes queues in rotation', () => {
    const turns = new FetchPlanner({ slots: 1 });
    turns.wake('one');
    turns.wake('two');
    const order: (string | undefined)[] = [];
    for (let count = 0; count < 4; count += 1) {
      order.push(turns.next()?.queue);
      turns.claimed(['p']);
      turns.ended('p');
    }
    expect(order).toEqual(['one', 'two', 'one', 'two']);
  });
});
