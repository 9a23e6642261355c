import assert from 'node:assert/strict';
import { afterAll, beforeAll, it, vi } from 'vitest';
import { claudeBinary } from '../../support/claude-binary.ts';
import { writes } from '../../support/github/agent-stand-in.ts';
import { cuts, fails, type Rule, secondaryLimit } from '../../support/github/fault-proxy.ts';
import { says } from '../../support/model-api.ts';
import { QuickWorld } from './quick-world.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let quick: QuickWorld;
beforeAll(async () => {
  quick = await QuickWorld.create({
    projectConfig: { agent: { command: claudeBinary() } },
    conversations: [{ turns: [writes('total.js', 'export const total = 2;\n'), says('It is 2 now.')] }],
  });
});
afterAll(async () => quick[Symbol.asyncDispose]());

const FAULTS: readonly (Rule & { readonly title: string; readonly isOvercome: boolean })[] = [
  {
    title: 'a limit at the claim',
    method: 'POST',
    path: /comments$/,
    fault: secondaryLimit(1),
    when: 1,
    isOvercome: true,
  },
  {
    title: 'a cut connection at the pull request',
    method: 'POST',
    path: /pulls$/,
    fault: cuts('after'),
    when: 1,
    isOvercome: true,
  },
  { title: '500 at the pull request', method: 'POST', path: /pulls$/, fault: fails(500), isOvercome: false },
  {
    title: '410 at the issue',
    method: 'GET',
    path: /issues\/\d+$/,
    fault: fails(410),
    when: 2,
    isOvercome: false,
  },
];

it.each(FAULTS)('the real agent runs once, whatever $title causes', async ({ isOvercome, ...rule }) => {
  const number = await quick.openIssue();
  const branch = `poppo/issue-${number}`;
  const asked = quick.world.agent.prompts().length;
  const task = quick.world.task('process-issue', { issueNumber: number });
  quick.github.faults.add(rule);
  const { error } = await quick.run(task);
  quick.github.faults.clear();
  assert.equal(error === undefined, isOvercome);
  if (error !== undefined) {
    assert.equal(error.code, 'GITHUB_FAILED');
    const [failed] = await quick.replies(number);
    assert.match(failed?.body ?? '', /^Sorry, I could not finish this\./m);
    assert.deepEqual(await quick.labels(number), ['failed']);
  }
  const retried = await quick.run(task);
  assert.equal(retried.error, undefined);
  assert.equal(quick.world.agent.prompts().length, asked + 1);
  const [reply, ...more] = await quick.replies(number);
  assert.deepEqual(more, []);
  assert.match(reply?.body ?? '', /It is 2 now\./);
  assert.equal(quick.github.remote.show(branch, 'total.js'), 'export const total = 2;\n');
  assert.equal(quick.commits(branch), 1);
  assert.equal((await quick.pullsOf(branch)).length, 1);
  assert.deepEqual(await quick.labels(number), ['awaiting-response']);
});
