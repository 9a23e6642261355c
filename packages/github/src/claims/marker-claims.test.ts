import { TaskError } from '@poppobuilder/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GitHubWorld, type Person, REPOSITORY, startGitHubWorld } from '../fixtures/github-world.ts';
import { createManualClock, type ManualClock } from '../fixtures/manual-clock.ts';
import { LEASE_DURATION } from './lease-duration.ts';

let world: GitHubWorld;
let number: number;
let clock: ManualClock;
beforeAll(async () => {
  world = await startGitHubWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  number = await world.openIssue();
  clock = createManualClock();
  world.proxy.reset();
});

const comments = async (): Promise<{ id: number; body: string }[]> => {
  const { data } = await world.as('owner').rest.issues.listComments({ ...REPOSITORY, issue_number: number });
  return data.map(({ id, body = '' }) => ({ id, body }));
};
const bodies = async (): Promise<string[]> => (await comments()).map(({ body }) => body);
const write = async (person: Person, body: string): Promise<void> => {
  await world.as(person).rest.issues.createComment({ ...REPOSITORY, issue_number: number, body });
};
const reply = (task: string): string => `<!-- poppobuilder:reply task=${task} -->`;
const claim = (task: string, until: number, owner = `worker%2Dof%2D${task}`): string =>
  `<!-- poppobuilder:claim owner=${owner} task=${task} until=${new Date(until).toISOString()} -->`;
/** The renewal has ended: it waits for its next time, or is over. */
const renewed = (call: RegExp): Promise<void> =>
  expect.poll(() => world.proxy.calls.some((made) => call.test(made))).toBe(true);

describe('a claim', () => {
  it('is carried by the reply, for ten minutes, and given up with it', async () => {
    const { claims, replies } = world.task('one', { clock });
    const held = await claims.claim(number, 'I am on it.');
    const carried = claim('one', clock.now() + LEASE_DURATION);
    await expect(bodies()).resolves.toEqual([`${reply('one')}\n${carried}\nI am on it.`]);
    const own = await replies.open(number, 'I am on it.');
    await own.update('Half way.');
    await expect(bodies()).resolves.toEqual([`${reply('one')}\n${carried}\nHalf way.`]);
    await held.release();
    await expect(bodies()).resolves.toEqual([`${reply('one')}\nHalf way.`]);
    expect(world.proxy.calls).toHaveLength(5);
    expect(clock.waiting).toBe(0);
  });

  it('of another task that is live is never taken', async () => {
    await world.task('one', { clock: createManualClock() }).claims.claim(number, 'One.');
    clock.advance(LEASE_DURATION - 1);
    const before = await comments();
    await expect(world.task('two', { clock }).claims.claim(number, 'Two.')).rejects.toMatchObject({
      code: '@poppobuilder/github/CLAIMED',
      retryable: true,
      message: expect.stringMatching(/#issuecomment-\d+\)\. Its claim expires at 2026-01-01T00:10:00\.000Z/),
    });
    await expect(comments()).resolves.toEqual(before);
  });

  it('of another task that is stale is taken over and cleaned away', async () => {
    await write('poppo', `${reply('one')}\n${claim('one', clock.now())}\nOne.`);
    await world.task('two', { clock }).claims.claim(number, 'Two.');
    await expect(bodies()).resolves.toEqual([
      `${reply('one')}\nOne.`,
      `${reply('two')}\n${claim('two', clock.now() + LEASE_DURATION)}\nTwo.`,
    ]);
  });

  it('is taken though a stale one cannot be cleaned away, which is logged', async () => {
    await write('poppo', `${reply('one')}\n${claim('one', clock.now())}\nOne.`);
    const { claims, logged } = world.task('two', { clock });
    world.proxy.inject({ on: 'PATCH', status: 403 });
    await claims.claim(number, 'Two.');
    expect(logged).toEqual([expect.stringContaining('could not be removed')]);
  });

  it('of the task itself is taken at once by its next attempt, on any worker', async () => {
    await world.task('one', { clock, workerId: 'first' }).claims.claim(number, 'One.');
    const next = world.task('one', { clock, workerId: 'second' });
    await next.claims.claim(number, 'One again.');
    await expect(bodies()).resolves.toEqual([
      `${reply('one')}\n${claim('one', clock.now() + LEASE_DURATION, 'second')}\nOne again.`,
    ]);
  });

  it('in a comment of somebody else does not count', async () => {
    await write('stranger', `${reply('x')}\n${claim('x', clock.now() + LEASE_DURATION)}\nMine.`);
    await expect(world.task('one', { clock }).claims.claim(number, 'One.')).resolves.toBeDefined();
  });

  it('is won by one of two tasks at once, and the other leaves nothing', async () => {
    const both = await Promise.allSettled(
      ['one', 'two'].map((id) => world.task(id, { clock }).claims.claim(number, id)),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const won = both[0]?.status === 'fulfilled' ? 'one' : 'two';
    await expect(bodies()).resolves.toEqual([
      `${reply(won)}\n${claim(won, clock.now() + LEASE_DURATION)}\n${won}`,
    ]);
  });

  it('in an existing comment yields to a claim in a new one', async () => {
    await write('poppo', `${reply('old')}\nBefore.`);
    const old = world.task('old', { clock });
    world.proxy.inject({
      on: 'PATCH',
      goesOn: true,
      before: () => world.task('new', { clock }).claims.claim(number, 'New.'),
    });
    await expect(old.claims.claim(number, 'Old.')).rejects.toMatchObject({
      code: '@poppobuilder/github/CLAIMED',
    });
    await expect(bodies()).resolves.toEqual([
      `${reply('old')}\nOld.`,
      `${reply('new')}\n${claim('new', clock.now() + LEASE_DURATION)}\nNew.`,
    ]);
  });

  it('that could not be made may be tried again', async () => {
    const { claims } = world.task('one', { clock });
    world.proxy.inject({ on: /^POST/, status: 422 });
    await expect(claims.claim(number, 'One.')).rejects.toMatchObject({ status: 422 });
    await expect(claims.claim(number, 'One.')).resolves.toBeDefined();
  });
});

describe('a claim that is held', () => {
  it('is renewed at half of its time, with the text that the reply has then', async () => {
    const { claims, replies } = world.task('one', { clock });
    const held = await claims.claim(number, 'One.');
    await (await replies.open(number, 'One.')).update('Half way.');
    for (let times = 0; times < 3; times += 1) {
      world.proxy.reset();
      clock.advance(LEASE_DURATION / 2);
      await renewed(/^PATCH/);
      await expect.poll(() => clock.waiting).toBe(1);
    }
    await expect(bodies()).resolves.toEqual([
      `${reply('one')}\n${claim('one', clock.now() + LEASE_DURATION)}\nHalf way.`,
    ]);
    expect(held.signal.aborted).toBe(false);
  });

  const lost = async (signal: AbortSignal): Promise<TaskError> => {
    await expect.poll(() => signal.aborted).toBe(true);
    return signal.reason as TaskError;
  };

  it('is made anew when a person deletes its comment', async () => {
    const held = await world.task('one', { clock }).claims.claim(number, 'One.');
    const [{ id } = { id: 0 }] = await comments();
    await world.as('owner').rest.issues.deleteComment({ ...REPOSITORY, comment_id: id });
    clock.advance(LEASE_DURATION / 2);
    const made = `${reply('one')}\n${claim('one', clock.now() + LEASE_DURATION)}\nOne.`;
    await expect.poll(bodies).toEqual([made]);
    expect(held.signal.aborted).toBe(false);
  });

  it('is lost when its comment was deleted and another task has claimed since', async () => {
    const held = await world.task('one', { clock }).claims.claim(number, 'One.');
    const [{ id } = { id: 0 }] = await comments();
    await world.as('owner').rest.issues.deleteComment({ ...REPOSITORY, comment_id: id });
    await world.task('two', { clock: createManualClock() }).claims.claim(number, 'Two.');
    const before = await bodies();
    clock.advance(LEASE_DURATION / 2);
    await expect(lost(held.signal)).resolves.toMatchObject({ code: 'LEASE_LOST', retryable: true });
    await held.release();
    await expect(bodies()).resolves.toEqual(before);
  });

  it('is given up without a word when its comment is gone', async () => {
    const held = await world.task('one', { clock }).claims.claim(number, 'One.');
    const [{ id } = { id: 0 }] = await comments();
    await world.as('owner').rest.issues.deleteComment({ ...REPOSITORY, comment_id: id });
    await held.release();
    await expect(bodies()).resolves.toEqual([]);
  });

  it('is lost when another worker took the task over', async () => {
    const held = await world.task('one', { clock, workerId: 'first' }).claims.claim(number, 'One.');
    await world
      .task('one', { clock: createManualClock(), workerId: 'second' })
      .claims.claim(number, 'One again.');
    const before = await bodies();
    clock.advance(LEASE_DURATION / 2);
    await expect(lost(held.signal)).resolves.toMatchObject({ code: 'LEASE_LOST' });
    await held.release();
    await expect(bodies()).resolves.toEqual(before);
  });

  it('is lost when an older comment carries the claim of another task', async () => {
    await write('poppo', `${reply('zero')}\nZero.`);
    const held = await world.task('one', { clock }).claims.claim(number, 'One.');
    const [zero] = await comments();
    const body = `${reply('zero')}\n${claim('zero', clock.now() + 2 * LEASE_DURATION)}\nZero.`;
    await world.as('poppo').rest.issues.updateComment({ ...REPOSITORY, comment_id: zero?.id ?? 0, body });
    clock.advance(LEASE_DURATION / 2);
    await expect(lost(held.signal)).resolves.toMatchObject({ code: 'LEASE_LOST' });
  });

  it('is lost only when it could not be renewed in all of its time', async () => {
    const { claims, logged } = world.task('one', { clock });
    const held = await claims.claim(number, 'One.');
    world.proxy.inject({ on: /^PATCH/, status: 422, times: 2 });
    clock.advance(LEASE_DURATION / 2);
    await expect.poll(() => logged).toHaveLength(1);
    expect(held.signal.aborted).toBe(false);
    clock.advance(LEASE_DURATION / 2);
    await expect(lost(held.signal)).resolves.toMatchObject({ message: expect.stringContaining('in time') });
  });

  it('is renewed no more, but still given up, when its task was stopped', async () => {
    const stop = new AbortController();
    const held = await world.task('one', { clock, signal: stop.signal }).claims.claim(number, 'One.');
    stop.abort(new TaskError({ code: 'TASK_CANCELLED', message: 'Enough.' }));
    expect(clock.waiting).toBe(0);
    await held.release();
    await expect(bodies()).resolves.toEqual([`${reply('one')}\nOne.`]);
  });

  it('is renewed no more when the services of its task are disposed', async () => {
    const { claims } = world.task('one', { clock });
    await claims.claim(number, 'One.');
    claims.dispose();
    expect(clock.waiting).toBe(0);
  });
});

it('what tasks left behind is cleared, in comments of ours alone', async () => {
  const foreign = `${reply('x')}\n${claim('x', clock.now())}\nMine.`;
  await write('stranger', foreign);
  await world.task('one', { clock }).claims.claim(number, 'One.');
  await write('poppo', `${reply('two')}\n${claim('two', clock.now())}\nTwo.`);
  await world.task('three', { clock }).claims.clear(number);
  await expect(bodies()).resolves.toEqual([foreign, `${reply('one')}\nOne.`, `${reply('two')}\nTwo.`]);
});
