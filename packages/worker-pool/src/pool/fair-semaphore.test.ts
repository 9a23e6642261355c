import { describe, expect, it } from 'vitest';
import { FairSemaphore } from './fair-semaphore.ts';

const never = new AbortController().signal;

/** Acquires slots for the projects in the given order; returns in which order they were acquired. */
function acquireAll(slots: FairSemaphore, projects: readonly string[]): string[] {
  const acquired: string[] = [];
  for (const [index, project] of projects.entries()) {
    void slots.acquire(project, never).then(() => acquired.push(`${project}${index}`));
  }
  return acquired;
}

/** Resolves when everything that was resolved so far has run. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('FairSemaphore', () => {
  it('limits the slots in total and for each project', async () => {
    const slots = new FairSemaphore({ total: 3, perProject: 2 });
    const acquired = acquireAll(slots, ['a', 'a', 'a', 'b', 'b']);
    await settle();
    expect(acquired).toEqual(['a0', 'a1', 'b3']);
    expect([slots.runningOf('a'), slots.waitingOf('a'), slots.waitingOf('b')]).toEqual([2, 1, 1]);
  });

  it('grants a free slot at once only while no task waits', () => {
    const slots = new FairSemaphore({ total: 2, perProject: 1 });
    expect([
      slots.tryAcquire('a'),
      slots.tryAcquire('a'),
      slots.tryAcquire('b'),
      slots.tryAcquire('c'),
    ]).toEqual([true, false, true, false]);
    acquireAll(slots, ['c']);
    slots.release('b');
    slots.release('a');
    acquireAll(slots, ['c']);
    expect(slots.tryAcquire('a')).toBe(false);
  });

  it('rotates among the projects, and keeps the order within one', async () => {
    const slots = new FairSemaphore({ total: 1, perProject: 1 });
    const acquired = acquireAll(slots, ['a', 'a', 'a', 'b', 'c', 'b']);
    for (const project of ['a', 'b', 'c', 'a', 'b']) {
      await settle();
      expect(acquired.at(-1)?.[0]).toBe(project);
      slots.release(project);
    }
    await settle();
    expect(acquired).toEqual(['a0', 'b3', 'c4', 'a1', 'b5', 'a2']);
    expect(slots.anyWaiting).toBe(false);
  });

  it('removes a task from the queue when its signal aborts', async () => {
    const slots = new FairSemaphore({ total: 1, perProject: 1 });
    await slots.acquire('a', never);
    const controller = new AbortController();
    const aborted = slots.acquire('a', controller.signal);
    controller.abort(new Error('not needed'));
    await expect(aborted).rejects.toThrow('not needed');
    expect(slots.waitingOf('a')).toBe(0);
    slots.release('a');
    await expect(slots.acquire('a', never)).resolves.toBeUndefined();
  });

  it('grants no slot until one may be acquired', async () => {
    let open = false;
    const slots = new FairSemaphore({ total: 2, perProject: 2, mayAcquire: () => open });
    const acquired = acquireAll(slots, ['a', 'b']);
    await settle();
    expect(acquired).toEqual([]);
    open = true;
    slots.dispatch();
    await settle();
    expect(acquired).toEqual(['a0', 'b1']);
  });
});
