import { describe, expect, it } from 'vitest';
import { FairSemaphore } from './fair-semaphore.ts';

const never = new AbortController().signal;

/** Takes turns in the given order of projects; tells in which order they were given. */
function takeAll(turns: FairSemaphore, projects: readonly string[]): string[] {
  const given: string[] = [];
  for (const [index, project] of projects.entries()) {
    void turns.wait(project, never).then(() => given.push(`${project}${index}`));
  }
  return given;
}

/** Lets everything run that was promised so far. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('turns', () => {
  it('are out no more than in total and for each project', async () => {
    const turns = new FairSemaphore({ total: 3, perProject: 2 });
    const given = takeAll(turns, ['a', 'a', 'a', 'b', 'b']);
    await settle();
    expect(given).toEqual(['a0', 'a1', 'b3']);
    expect([turns.runningOf('a'), turns.waitingOf('a'), turns.waitingOf('b')]).toEqual([2, 1, 1]);
  });

  it('are taken at once while nobody waits', () => {
    const turns = new FairSemaphore({ total: 2, perProject: 1 });
    expect([
      turns.tryAcquire('a'),
      turns.tryAcquire('a'),
      turns.tryAcquire('b'),
      turns.tryAcquire('c'),
    ]).toEqual([true, false, true, false]);
    takeAll(turns, ['c']);
    turns.give('b');
    turns.give('a');
    takeAll(turns, ['c']);
    expect(turns.tryAcquire('a')).toBe(false);
  });

  it('go round the projects, and in order within one', async () => {
    const turns = new FairSemaphore({ total: 1, perProject: 1 });
    const given = takeAll(turns, ['a', 'a', 'a', 'b', 'c', 'b']);
    for (const project of ['a', 'b', 'c', 'a', 'b']) {
      await settle();
      expect(given.at(-1)?.[0]).toBe(project);
      turns.give(project);
    }
    await settle();
    expect(given).toEqual(['a0', 'b3', 'c4', 'a1', 'b5', 'a2']);
    expect(turns.anyWaiting).toBe(false);
  });

  it('are given up by one that is aborted while it waits', async () => {
    const turns = new FairSemaphore({ total: 1, perProject: 1 });
    await turns.wait('a', never);
    const controller = new AbortController();
    const aborted = turns.wait('a', controller.signal);
    controller.abort(new Error('not needed'));
    await expect(aborted).rejects.toThrow('not needed');
    expect(turns.waitingOf('a')).toBe(0);
    turns.give('a');
    await expect(turns.wait('a', never)).resolves.toBeUndefined();
  });

  it('wait until they may be given', async () => {
    let open = false;
    const turns = new FairSemaphore({ total: 2, perProject: 2, mayGive: () => open });
    const given = takeAll(turns, ['a', 'b']);
    await settle();
    expect(given).toEqual([]);
    open = true;
    turns.offer();
    await settle();
    expect(given).toEqual(['a0', 'b1']);
  });
});
