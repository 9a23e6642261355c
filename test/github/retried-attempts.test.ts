import assert from 'node:assert/strict';
import { join } from 'node:path';
import { TaskError } from '@poppobuilder/core';
import { afterAll, beforeAll, beforeEach, describe, it, vi } from 'vitest';
import { fails } from '../support/github/fault-proxy.ts';
import { fileWritten } from '../support/processes.ts';
import { WRITES_A_FILE } from './faults/quick-agent.ts';
import { QuickWorld } from './faults/quick-world.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** The agent is ended from outside, which another attempt may overcome. */
const IS_KILLED = 'kill -TERM $$';

let quick: QuickWorld;
beforeAll(async () => {
  quick = await QuickWorld.create();
});
beforeEach(() => {
  quick.github.faults.clear();
  quick.agent.does(WRITES_A_FILE);
});
afterAll(async () => quick[Symbol.asyncDispose]());

async function replyOn(number: number): Promise<string> {
  const [reply, ...more] = await quick.replies(number);
  assert.deepEqual(more, []);
  return reply?.body ?? '';
}

async function assertShowsRetry(number: number): Promise<string> {
  const reply = await replyOn(number);
  assert.match(reply, /I will try again/);
  assert.doesNotMatch(reply, /fail|Sorry|poppobuilder:claim/i);
  assert.deepEqual(await quick.labels(number), ['processing']);
  return reply;
}

describe('an attempt that fails', () => {
  it('reports no failure while another attempt follows, and reports it once at the end', async () => {
    const number = await quick.openIssue();
    const task = quick.world.task('process-issue', { issueNumber: number });
    quick.agent.does(IS_KILLED);
    const before = quick.github.faults.journal.length;
    for (const attempt of [1, 2]) {
      const { error } = await quick.run(task, { attempt, isLastAttempt: false });
      assert.equal(error?.retryable, true);
      await assertShowsRetry(number);
    }
    assert.equal((await quick.run(task, { attempt: 3, isLastAttempt: true })).error?.code, 'AGENT_FAILED');
    assert.match(await replyOn(number), /Sorry/);
    assert.deepEqual(await quick.labels(number), ['failed']);
    const added = quick.github.faults.journal
      .slice(before)
      .filter(({ body }) => JSON.stringify(body)?.includes('"failed"'));
    assert.equal(added.length, 1);
  });

  it('is the last one when the agent has failed three times with the same files', async () => {
    const number = await quick.openIssue();
    const task = quick.world.task('process-issue', { issueNumber: number });
    const attempt = async (count: number): Promise<TaskError | undefined> =>
      (await quick.run(task, { attempt: count, isLastAttempt: false })).error;
    quick.agent.does(IS_KILLED);
    assert.equal((await attempt(1))?.code, 'AGENT_FAILED');
    quick.agent.does(`echo same > agent.txt\n${IS_KILLED}`);
    for (const count of [2, 3]) assert.equal((await attempt(count))?.retryable, true);
    await assertShowsRetry(number);
    const error = await attempt(4);
    assert.equal(error?.code, 'NO_PROGRESS');
    assert.equal(error.retryable, false);
    assert.match(await replyOn(number), /Sorry[^]*NO_PROGRESS/);
    assert.deepEqual(await quick.labels(number), ['failed']);
  });

  it.each([
    { work: 'a plan', type: 'process-issue', approval: { isGiven: false } },
    { work: 'a review', type: 'process-pr', approval: undefined },
  ])('is the last one when the agent has failed three times at $work', async ({ type, approval }) => {
    quick.agent.does(IS_KILLED);
    quick.agent.reviewsAfter(IS_KILLED);
    const number = type === 'process-pr' ? await quick.offerPull('stuck') : await quick.openIssue();
    const fields = approval === undefined ? { prNumber: number, action: 'opened' } : { issueNumber: number };
    const task = quick.world.task(type, fields);
    const codes: (string | undefined)[] = [];
    for (const attempt of [1, 2, 3]) {
      const options = { attempt, isLastAttempt: false, mayDefer: true, approval };
      codes.push((await quick.run(task, options)).error?.code);
    }
    assert.deepEqual(codes, ['AGENT_FAILED', 'AGENT_FAILED', 'NO_PROGRESS']);
    assert.match(await replyOn(number), /Sorry[^]*NO_PROGRESS/);
    quick.agent.reviewsAfter(':');
  });

  it('leaves no trace when a later attempt succeeds', async () => {
    const number = await quick.openIssue();
    const task = quick.world.task('process-issue', { issueNumber: number });
    quick.agent.does(IS_KILLED);
    await quick.run(task, { attempt: 1, isLastAttempt: false });
    quick.agent.does(WRITES_A_FILE);
    assert.equal((await quick.run(task, { attempt: 2, isLastAttempt: false })).error, undefined);
    assert.match(await replyOn(number), /I opened/);
    assert.deepEqual(await quick.labels(number), ['awaiting-response']);
  });

  it('reports the failure at once when it is not retryable', async () => {
    const number = await quick.openIssue();
    const task = quick.world.task('process-issue', { issueNumber: number });
    quick.github.faults.add({ method: 'POST', path: /\/pulls$/, fault: fails(403) });
    const { error } = await quick.run(task, { attempt: 1, isLastAttempt: false });
    assert.equal(error?.retryable, false);
    assert.match(await replyOn(number), /Sorry/);
    assert.deepEqual(await quick.labels(number), ['failed']);
  });
});

describe('an attempt that is stopped', () => {
  async function stopped(reason: unknown): Promise<number> {
    const number = await quick.openIssue();
    const started = join(quick.world.home, `started-${number}`);
    quick.agent.does(`echo started > '${started}'; sleep 30`);
    const stop = new AbortController();
    const running = quick.run(quick.world.task('process-issue', { issueNumber: number }), {
      signal: stop.signal,
    });
    await fileWritten(started);
    stop.abort(reason);
    assert.equal((await running).error?.code, 'TASK_CANCELLED');
    return number;
  }

  it('reports no failure when its consumer hands it back, even in the last attempt', async () => {
    const message = 'The worker stops; another one starts the task again.';
    const number = await stopped(new TaskError({ code: 'TASK_CANCELLED', message, retryable: true }));
    assert.ok(await assertShowsRetry(number));
  });

  it('says that it was cancelled and why, and leaves no label', async () => {
    const number = await stopped('not needed');
    assert.match(await replyOn(number), /This was stopped before I had finished\.\n\n> .*not needed/);
    assert.deepEqual(await quick.labels(number), []);
  });
});
