import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BaseTask, TaskError, type TaskResult } from '@poppobuilder/core';
import { afterAll, beforeAll, beforeEach, describe, it, vi } from 'vitest';
import { cuts, type JournalEntry, type Matcher } from '../../support/github/fault-proxy.ts';
import { sampleVariants } from '../../support/sample-variants.ts';
import { fileWritten } from '../../support/processes.ts';
import { openRunner } from '../runners.ts';
import { WRITES_A_FILE } from './quick-agent.ts';
import { QuickWorld } from './quick-world.ts';
import { killWorkers } from './worker-processes.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let quick: QuickWorld;
beforeAll(async () => {
  quick = await QuickWorld.create();
});
beforeEach(() => quick.github.faults.clear());
afterAll(async () => quick[Symbol.asyncDispose]());

interface CrashPoint {
  readonly title: string;
  readonly matcher: Matcher;
  /** Which of the requests that match. @defaultValue the first */
  readonly is?: (entry: JournalEntry) => boolean;
  /** How often the agent is run in the end. */
  readonly agentRuns: number;
}

const tells =
  (text: string) =>
  (entry: JournalEntry): boolean =>
    JSON.stringify(entry.body).includes(text);

const POINTS: readonly CrashPoint[] = [
  { title: 'at its claim', matcher: { method: 'POST', path: /\/comments$/ }, agentRuns: 1 },
  {
    title: 'between claim and label',
    matcher: { method: 'POST', path: /\/labels$/ },
    is: tells('processing'),
    agentRuns: 1,
  },
  {
    title: 'before the agent',
    matcher: { method: 'PATCH', path: /\/comments\// },
    agentRuns: 1,
  },
  { title: 'after the agent', matcher: { method: 'GET', path: /\/issues\/\d+$/ }, agentRuns: 1 },
  { title: 'at the pull request', matcher: { method: 'POST', path: /\/pulls$/ }, agentRuns: 1 },
  {
    title: 'between pull request and reply',
    matcher: { method: 'PATCH', path: /\/comments\// },
    is: tells('I opened'),
    agentRuns: 1,
  },
  {
    title: 'between reply and label',
    matcher: { method: 'POST', path: /\/labels$/ },
    is: tells('awaiting-response'),
    agentRuns: 1,
  },
  { title: 'after the label', matcher: { method: 'DELETE', path: /\/labels\// }, agentRuns: 1 },
];

/** Runs a task in a worker of a pool of its own. */
async function inWorker(task: BaseTask): Promise<TaskResult | TaskError> {
  await using runner = openRunner(quick.world, 'process');
  try {
    return await runner.execute(task);
  } catch (error) {
    if (TaskError.is(error)) return error;
    throw error;
  }
}

/** A task on a new issue, which it carries. */
async function newTask(): Promise<{ readonly task: BaseTask; readonly number: number }> {
  const number = await quick.openIssue();
  const issue = await quick.issue(number);
  return { number, task: quick.world.task('process-issue', { issueNumber: number, issue }) };
}

async function assertCrashed(task: BaseTask): Promise<void> {
  const ended = await inWorker(task);
  assert.ok(TaskError.is(ended));
  assert.equal(ended.code, 'WORKER_CRASHED');
  assert.equal(ended.retryable, true);
}

/** Tries the task again; all must be there once. */
async function assertMended(task: BaseTask, number: number, agentRuns: number): Promise<void> {
  quick.github.faults.clear();
  const ended = await quick.run(task);
  assert.equal(ended.error, undefined);
  const [reply, ...more] = await quick.replies(number);
  assert.deepEqual(more, []);
  assert.match(reply?.body ?? '', /I (opened|updated) pull request #\d+/);
  assert.doesNotMatch(reply?.body ?? '', /poppobuilder:claim/);
  const branch = `poppo/issue-${number}`;
  assert.equal((await quick.pullsOf(branch)).length, 1);
  assert.equal(quick.commits(branch), 1);
  assert.deepEqual(await quick.labels(number), ['awaiting-response']);
  assert.equal(quick.agentRuns(`issue-${number}`), agentRuns);
}

describe('a worker that is killed', () => {
  const outcomes = ['GitHub received it', 'GitHub did not receive it'];

  describe.each(outcomes)('when %s', (received) => {
    sampleVariants(received, outcomes);

    it.each(POINTS)('$title leaves nothing that a retry does not fix', async (point) => {
      const { matcher, is = () => true, agentRuns } = point;
      const { faults } = quick.github;
      const { task, number } = await newTask();
      let killed = 0;
      const stop = faults.onRequest((entry) => {
        const matches = matcher.method === entry.method && matcher.path?.test(entry.path) === true;
        if (!matches || !is(entry)) return;
        stop();
        killed += killWorkers();
        if (received !== 'GitHub received it') faults.add({ fault: cuts('before') });
      });
      await assertCrashed(task);
      assert.ok(killed > 0);
      await assertMended(task, number, agentRuns);
    });
  });

  it('while the agent works leaves nothing that a retry does not fix', async () => {
    const { task, number } = await newTask();
    const started = join(quick.world.home, 'started');
    quick.agent.does(
      `if [ ! -e '${started}' ]; then echo half > half.txt; echo started > '${started}'; sleep 30; fi; ${WRITES_A_FILE}`,
    );
    const crashed = assertCrashed(task);
    await fileWritten(started);
    assert.ok(killWorkers() > 0);
    await crashed;
    await assertMended(task, number, 2);
    quick.agent.does(WRITES_A_FILE);
    assert.ok(!quick.github.remote.files(`poppo/issue-${number}`).includes('half.txt'));
  });

  it.each([
    { title: 'before its push is taken', hook: 'pre-receive' },
    { title: 'after its push is taken', hook: 'post-receive' },
  ])('$title pushes nothing twice', async ({ hook }) => {
    const { task, number } = await newTask();
    const pushing = join(quick.world.home, hook);
    const hooks = join(quick.github.remote.path, 'hooks');
    mkdirSync(hooks, { recursive: true });
    const script = `#!/bin/sh\ncat > /dev/null\necho pushing > '${pushing}'\nexec sleep 2\n`;
    writeFileSync(join(hooks, hook), script, { mode: 0o755 });
    const crashed = assertCrashed(task);
    await fileWritten(pushing);
    assert.ok(killWorkers() > 0);
    await crashed;
    rmSync(join(hooks, hook));
    await assertMended(task, number, 1);
  });
});
