import { TaskError } from '@poppobuilder/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GitHubWorld, type Person, REPOSITORY, startGitHubWorld } from '../fixtures/github-world.ts';

let world: GitHubWorld;
let number: number;
beforeAll(async () => {
  world = await startGitHubWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  number = await world.openIssue();
  world.proxy.reset();
});

const bodies = async (): Promise<string[]> => {
  const parameters = { ...REPOSITORY, issue_number: number, per_page: 100 };
  const { data } = await world.as('owner').rest.issues.listComments(parameters);
  return data.map(({ body = '' }) => body);
};
const write = async (person: Person, body: string): Promise<number> => {
  const { data } = await world
    .as(person)
    .rest.issues.createComment({ ...REPOSITORY, issue_number: number, body });
  return data.id;
};
const marked = (text: string): string => `<!-- poppobuilder:reply task=one -->\n${text}`;
const POST = /^POST .*\/comments$/;
const posts = (): number => world.proxy.calls.filter((call) => POST.test(call)).length;

describe('a reply', () => {
  it('is the same for every call in a task, also at the same time', async () => {
    const { replies } = world.task('one');
    const [first, second] = await Promise.all([
      replies.open(number, 'Hello.'),
      replies.open(number, 'Again.'),
    ]);
    expect(second).toBe(first);
    await expect(replies.find(number)).resolves.toBe(first);
    await expect(bodies()).resolves.toEqual([marked('Hello.')]);
    expect(first.url).toContain(`#issuecomment-${first.id}`);
  });

  it('is found again by the next attempt, which asks who it is', async () => {
    const { id } = await world.task('one').replies.open(number, 'Hello.');
    const { replies } = world.task('one');
    const reply = await replies.open(number, 'Something else.');
    expect(reply.id).toBe(id);
    await reply.update('Done.', { isFinal: true });
    await expect(bodies()).resolves.toEqual([marked('Done.')]);
    expect(world.proxy.calls.slice(3)).toEqual([
      `GET /repos/owner/hello/issues/${number}/comments`,
      'GET /user',
      `PATCH /repos/owner/hello/issues/comments/${id}`,
    ]);
  });

  it('is not found, and nothing is written, when there is none', async () => {
    await write('stranger', 'Hello?');
    await expect(world.task('one').replies.find(number)).resolves.toBeUndefined();
    expect(world.proxy.calls).toHaveLength(1);
  });

  it('is never in a comment of somebody else, whatever that says', async () => {
    await write('stranger', marked('Not ours.'));
    const reply = await world.task('one').replies.open(number, 'Ours.');
    await reply.update('Still ours.');
    await expect(bodies()).resolves.toEqual([marked('Not ours.'), marked('Still ours.')]);
  });

  it('of another task is left alone', async () => {
    await world.task('two').replies.open(number, 'Two.');
    await world.task('one').replies.open(number, 'One.');
    await expect(bodies()).resolves.toHaveLength(2);
  });

  it('that became a plan stays as it is, and the next attempt gets another one', async () => {
    const reply = await world.task('one').replies.open(number, 'Planning.');
    await reply.update('A plan.', { isFinal: true, plan: 1 });
    const { replies } = world.task('one');
    await expect(replies.find(number)).resolves.toBeUndefined();
    await replies.open(number, 'Done.');
    await expect(bodies()).resolves.toEqual([
      '<!-- poppobuilder:reply task=one plan=1 -->\nA plan.',
      marked('Done.'),
    ]);
  });

  it('is one when two workers make it at once: the lowest id stays', async () => {
    const [first, second] = [world.task('one'), world.task('one')];
    const replies = await Promise.all([first.replies.open(number, 'A.'), second.replies.open(number, 'B.')]);
    await expect(bodies()).resolves.toHaveLength(1);
    expect(replies[0]?.id).toBe(replies[1]?.id);
  });

  it('that a crash left twice is one again', async () => {
    const id = await write('poppo', marked('First.'));
    await write('poppo', marked('Second.'));
    await expect(world.task('one').replies.find(number)).resolves.toMatchObject({ id });
    await expect(bodies()).resolves.toHaveLength(2);
    await expect(world.task('one').replies.open(number, 'Third.')).resolves.toMatchObject({ id });
    await expect(bodies()).resolves.toEqual([marked('First.')]);
  });

  it.each([
    { title: '500 after it was made', fault: { status: 500, isDone: true }, tries: 1 },
    { title: 'a cut connection after it was made', fault: { isDone: true }, tries: 1 },
    { title: '500 before it was made', fault: { status: 500 }, tries: 2 },
    { title: 'a cut connection before it was made', fault: {}, tries: 2 },
  ])('is there once when its making ends with $title', async ({ fault, tries }) => {
    world.proxy.inject({ on: POST, ...fault });
    await world.task('one').replies.open(number, 'Hello.');
    await expect(bodies()).resolves.toEqual([marked('Hello.')]);
    expect(posts()).toBe(tries);
  });

  it('is given up after three tries, and may be tried again then', async () => {
    const { replies } = world.task('one');
    world.proxy.inject({ on: POST, status: 502, times: 3 });
    await expect(replies.open(number, 'Hello.')).rejects.toMatchObject({ status: 502, retryable: true });
    expect(posts()).toBe(3);
    await replies.open(number, 'Hello.');
    await expect(bodies()).resolves.toHaveLength(1);
  });

  it.each([401, 403, 404, 410, 422])(
    'is not tried again when its making is answered with %i',
    async (status) => {
      world.proxy.inject({ on: POST, status });
      await expect(world.task('one').replies.open(number, 'Hello.')).rejects.toMatchObject({
        status,
        retryable: false,
      });
      expect(world.proxy.calls).toHaveLength(2);
    },
  );

  it('is made again when it was deleted meanwhile', async () => {
    const reply = await world.task('one').replies.open(number, 'Hello.');
    await world.as('owner').rest.issues.deleteComment({ ...REPOSITORY, comment_id: reply.id });
    await reply.update('Still here.');
    await reply.update('And now.');
    await expect(bodies()).resolves.toEqual([marked('And now.')]);
  });

  it('ends with GitHub’s own words when its conversation was locked or is gone', async () => {
    const reply = await world.task('one').replies.open(number, 'Hello.');
    world.proxy.inject({
      on: 'PATCH',
      status: 403,
      message: 'Unable to create comment because issue is locked.',
    });
    await expect(reply.update('Done.')).rejects.toThrow(/issue is locked\./);
    world.proxy.inject({ on: 'PATCH', status: 404 });
    world.proxy.inject({ on: 'GET', status: 410, message: 'This issue was deleted' });
    await expect(reply.update('Done.')).rejects.toMatchObject({ status: 410, retryable: false });
  });

  it('writes updates in the order of the calls, even after a failed one', async () => {
    const reply = await world.task('one').replies.open(number, 'Hello.');
    world.proxy.inject({ on: 'PATCH', status: 422 });
    const updates = [reply.update('One.'), reply.update('Two.'), reply.update('Three.')];
    const ends = await Promise.allSettled(updates);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    await expect(bodies()).resolves.toEqual([marked('Three.')]);
  });

  it('that stays the same is not written', async () => {
    const reply = await world.task('one').replies.open(number, 'Hello.');
    world.proxy.reset();
    await reply.update('Hello.');
    expect(world.proxy.calls).toEqual([]);
  });

  it('shows no secret and no marker of the text', async () => {
    const { replies } = world.task('one', { secrets: ['sk-model-key-123'] });
    const reply = await replies.open(
      number,
      'The key is sk-model-key-123. <!-- poppobuilder:claim owner=x -->',
    );
    await expect(bodies()).resolves.toEqual([
      marked('The key is [REDACTED]. <!-- poppobuilder claim owner=x -->'),
    ]);
    await reply.update('sk-model-key-123');
    await expect(bodies()).resolves.toEqual([marked('[REDACTED]')]);
  });

  it('may still say its last word when the task was stopped', async () => {
    const stop = new AbortController();
    const reply = await world.task('one', { signal: stop.signal }).replies.open(number, 'Hello.');
    const reason = new TaskError({ code: 'TASK_CANCELLED', message: 'Enough.' });
    stop.abort(reason);
    await expect(reply.update('Half way.')).rejects.toBe(reason);
    await reply.update('Stopped.', { isFinal: true });
    await expect(bodies()).resolves.toEqual([marked('Stopped.')]);
  });
});

describe('a long reply', () => {
  const long = (letter: string): string => `${letter.repeat(99)}\n\n`.repeat(1_500);
  const parts = async (): Promise<(string | undefined)[]> =>
    (await bodies()).map(
      (body) => /^<!-- poppobuilder:reply task=one(?: part=(\d+))? -->/.exec(body)?.[1] ?? '1',
    );

  it('continues in further comments, which later updates reuse', async () => {
    const reply = await world.task('one').replies.open(number, long('a'));
    await expect(parts()).resolves.toEqual(['1', '2', '3']);
    await reply.update(long('b'));
    await expect(parts()).resolves.toEqual(['1', '2', '3']);
    expect((await bodies()).join('')).not.toContain('aaa');
    expect((await bodies()).every((body) => body.length <= 60_000)).toBe(true);
    await reply.update('Short.');
    await expect(bodies()).resolves.toEqual([marked('Short.')]);
  });

  it('keeps what was recorded with its final text, until it gets another one', async () => {
    const reply = await world.task('one').replies.open(number, 'At work.');
    const done = { work: 'a1', branch: 'poppo/issue-1' };
    await reply.update(long('a'), { isFinal: true, done });
    const later = await world.task('one').replies.find(number);
    expect(later?.done).toEqual(done);
    await expect(world.task('two').replies.find(number)).resolves.toBeUndefined();
    await later?.update('At work again.');
    expect(later?.done).toBeUndefined();
    expect((await world.task('one').replies.find(number))?.done).toBeUndefined();
  });

  it('is found again with its parts by the next attempt', async () => {
    await world.task('one').replies.open(number, long('a'));
    const reply = await world.task('one').replies.find(number);
    await reply?.update(long('c'));
    await expect(parts()).resolves.toEqual(['1', '2', '3']);
    await reply?.update('Short.');
    await expect(parts()).resolves.toEqual(['1']);
  });

  it('has each part once when the making of one ends unclearly', async () => {
    const reply = await world.task('one').replies.open(number, 'Short.');
    world.proxy.inject({ on: POST, status: 500, isDone: true });
    await reply.update(long('a'));
    await expect(parts()).resolves.toEqual(['1', '2', '3']);
  });
});
