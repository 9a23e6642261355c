import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { fails } from '../../support/github/fault-proxy.ts';
import { type Ending, QuickWorld } from './quick-world.ts';
import { SCENARIOS } from './scenarios.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let quick: QuickWorld;
let forkPull: number;
beforeAll(async () => {
  quick = await QuickWorld.create();
  ({ number: forkPull } = await quick.github.openFromFork('mallory', 'Mine', { 'mine.txt': 'mine\n' }));
});
afterAll(async () => quick[Symbol.asyncDispose]());

/** Writes that PoppoBuilder asked for while something ran. */
async function writesOf(run: () => Promise<Ending>): Promise<{ writes: readonly string[]; ending: Ending }> {
  const refs = quick.github.remote.git('for-each-ref');
  const before = quick.github.faults.journal.length;
  const ending = await run();
  const calls = quick.github.faults.journal.slice(before);
  quick.github.faults.clear();
  assert.equal(quick.github.remote.git('for-each-ref'), refs);
  return {
    writes: calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`),
    ending,
  };
}

describe('a dry run', () => {
  it.each(SCENARIOS)('of $title writes nothing', async ({ prepare }) => {
    const { task, number } = await prepare(quick);
    const [labels, comments] = [await quick.labels(number), await quick.comments(number)];
    const { writes, ending } = await writesOf(async () =>
      quick.run(Object.assign({}, task, { dryRun: true })),
    );
    assert.equal(ending.error, undefined);
    assert.deepEqual(writes, []);
    assert.deepEqual(await quick.labels(number), labels);
    assert.deepEqual(await quick.comments(number), comments);
  });
});

describe('somebody who may not command the agent', () => {
  const asMallory = {
    'process-issue': async (): Promise<{ number: number; fields: object }> => {
      const { data } = await quick.github
        .api('mallory')
        .rest.issues.create({ ...quick.github.at, title: 'Mine', body: 'Do it.' });
      return { number: data.number, fields: { issueNumber: data.number, issue: data } };
    },
    'process-comment': async (): Promise<{ number: number; fields: object }> => {
      const number = await quick.openIssue();
      const comment = await quick.comment(number, 'Do it.', 'mallory');
      return { number, fields: { issueNumber: number, comment } };
    },
    'process-pr': async (): Promise<{ number: number; fields: object }> => ({
      number: forkPull,
      fields: { prNumber: forkPull, action: 'opened' },
    }),
  };

  it.each(['process-issue', 'process-comment', 'process-pr'] as const)(
    'starts no %s, and nothing is written',
    async (type) => {
      const { number, fields } = await asMallory[type]();
      const runs = quick.agent.runs().length;
      const { writes, ending } = await writesOf(async () => quick.run(quick.world.task(type, fields)));
      assert.equal(ending.error?.code, 'NOT_PERMITTED');
      assert.equal(ending.error.retryable, false);
      assert.deepEqual(writes, []);
      assert.deepEqual(await quick.labels(number), []);
      assert.equal(quick.agent.runs().length, runs);
      assert.match(ending.told, /mallory/);
    },
  );

  it.each(['process-issue', 'process-comment', 'process-pr'] as const)(
    'gets one comment that explains why %s does not start, if that is configured, however often it is tried',
    async (type) => {
      const { number, fields } = await asMallory[type]();
      const task = quick.world.task(type, fields);
      const projectConfig = { ...quick.world.projectConfig, authors: { explain: true } };
      const { writes, ending } = await writesOf(async () => quick.run({ ...task, projectConfig }));
      assert.equal(ending.error?.code, 'NOT_PERMITTED');
      assert.deepEqual(writes, [`POST /repos/acme/shop/issues/${number}/comments`]);
      assert.deepEqual(await quick.labels(number), []);
      const again = await writesOf(async () => quick.run({ ...task, projectConfig }));
      assert.deepEqual(again.writes, []);
    },
  );

  it.each([403, 404, 422])('is anyone whose permission GitHub does not report, with %d', async (status) => {
    const number = await quick.openIssue();
    quick.github.faults.add({ path: /\/permission$/, fault: fails(status) });
    const task = quick.world.task('process-issue', { issueNumber: number });
    const { writes, ending } = await writesOf(async () => quick.run(task));
    assert.equal(ending.error?.code, 'NOT_PERMITTED');
    assert.deepEqual(writes, []);
  });

  it("is the project's own account, whatever it wrote", async () => {
    const number = await quick.openIssue();
    const comment = await quick.comment(number, 'Go on.', 'poppo-bot');
    const task = quick.world.task('process-comment', { issueNumber: number, comment });
    const { writes, ending } = await writesOf(async () => quick.run(task));
    assert.equal(ending.error?.code, 'NOT_PERMITTED');
    assert.deepEqual(writes, []);
  });
});
