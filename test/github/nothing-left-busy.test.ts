import assert from 'node:assert/strict';
import { afterAll, afterEach, beforeAll, describe, it, vi } from 'vitest';
import { BOT, QuickWorld } from './faults/quick-world.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let quick: QuickWorld;
beforeAll(async () => {
  quick = await QuickWorld.create({
    // Nothing is held here, and a busy machine may take its time.
    callTimeout: 20_000,
    grace: 30_000,
    files: { 'README.md': '# shop\n' },
    projectConfig: { authors: { explain: true } },
  });
});
afterAll(async () => quick[Symbol.asyncDispose]());
afterEach(() => quick.github.faults.clear());

describe('a task', () => {
  it('that is cancelled while it sets the first label leaves no label and no claim', async () => {
    const issueNumber = await quick.openIssue();
    const { signal, abort } = cancellation();
    quick.github.faults.once({ method: 'POST', path: /\/labels$/ }, abort);
    const { error } = await quick.run(quick.world.task('process-issue', { issueNumber }), { signal });
    assert.equal(error?.code, 'TASK_CANCELLED');
    const [reply] = await quick.replies(issueNumber);
    assert.match(reply?.body ?? '', /This was stopped/);
    assert.doesNotMatch(reply?.body ?? '', /poppobuilder:claim/);
    assert.deepEqual(await quick.labels(issueNumber), []);
  });

  it('that cannot check out a pull request says so in its reply', async () => {
    const prNumber = await quick.offerPull('feature');
    const { projectConfig } = quick.world;
    const github = { ...projectConfig.github, cloneUrl: `${quick.github.remote.url}-gone` };
    const task = quick.world.task('process-pr', { prNumber, action: 'opened' });
    const { error } = await quick.run({ ...task, projectConfig: { ...projectConfig, github } });
    assert.equal(error?.code, 'GIT_FAILED');
    const [reply] = await quick.replies(prNumber);
    assert.match(reply?.body ?? '', /Sorry.*\n\n> The remote could not be fetched/s);
    assert.deepEqual(await quick.labels(prNumber), ['failed']);
  });

  it('in a dry run posts no explanation of a rejection', async () => {
    const { data } = await quick.github
      .api('mallory')
      .rest.issues.create({ ...quick.github.at, title: 'Mine', body: '' });
    const fields = { issueNumber: data.number, dryRun: true };
    const { error } = await quick.run(quick.world.task('process-issue', fields));
    assert.equal(error?.code, 'NOT_PERMITTED');
    assert.deepEqual(await quick.comments(data.number), []);
    const real = await quick.run(quick.world.task('process-issue', { issueNumber: data.number }));
    assert.equal(real.error?.code, 'NOT_PERMITTED');
    assert.equal((await quick.comments(data.number))[0]?.author, BOT);
  });
});

function cancellation(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
