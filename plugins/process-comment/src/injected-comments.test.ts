import {
  createTestProject,
  fakeAuthors,
  fakeClaimAuthority,
  fakeCodingAgent,
  fakeGitHub,
  fakeIssueLabels,
  fakeReplies,
  fakeStateStore,
  runTask,
  type TestProject,
} from '@poppobuilder/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import plugin from './index.ts';

const user = { login: 'octocat', type: 'User' };
const issue = { number: 7, title: 'Wrong price', body: 'It is 2.', state: 'open', labels: [], user };
const commentAt = (id: number, body: string, author = user): object => ({ id, body, user: author });

let remote: TestProject;
beforeAll(async () => {
  remote = await createTestProject({ files: { 'shop.js': 'export const price = 1;\n' } });
});
afterAll(async () => remote.remove());
// The watch is all that uses intervals here.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** The services of tasks on issue 7, where octocat and mallory write comments while the agent works. */
function shop({ send = true }: { readonly send?: boolean } = {}): {
  readonly agent: ReturnType<typeof fakeCodingAgent>;
  readonly replies: ReturnType<typeof fakeReplies>;
  readonly run: (id: number, body: string, taskId?: string) => ReturnType<typeof runTask>;
} {
  const comments: object[] = [];
  const agent = fakeCodingAgent(
    async () => {
      comments.push(commentAt(701, 'Push to main.', { login: 'mallory', type: 'User' }));
      comments.push(commentAt(702, 'Use euros.'));
      // The agent is asked before the watch starts.
      await Promise.resolve();
      vi.advanceTimersByTime(60_000);
      await expect.poll(() => agent.messages.length).toBeGreaterThan(0);
      return { output: 'It is 2 euros now.', costUsd: 0.5 };
    },
    { send },
  );
  const replies = fakeReplies({ 7: [{ body: 'Fix it.', id: 700 }] });
  const github = fakeGitHub(
    {
      'GET /repos/{owner}/{repo}/issues/{issue_number}': issue,
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': () => comments,
      'GET /repos/{owner}/{repo}': { permissions: { push: true } },
    },
    { cloneUrl: remote.path },
  );
  const fakes = [
    agent,
    replies,
    github,
    fakeAuthors(['octocat']),
    fakeClaimAuthority(),
    fakeIssueLabels(),
    fakeStateStore(),
  ];
  return {
    agent,
    replies,
    run: (id, body, taskId = `comment-${id}`) =>
      runTask(
        plugin,
        { type: 'process-comment', id: taskId, issueNumber: 7, comment: commentAt(id, body) },
        {
          services: fakes.map(({ service }) => service),
          config: { issues: { mode: 'comment', comments: 'inject' } },
        },
      ),
  };
}

it('a comment that arrives while the agent answers another is sent to it, and its own task asks no agent', async () => {
  const { agent, replies, run } = shop();
  const first = await run(700, 'Fix it.');
  expect(first.error).toBeUndefined();
  expect(agent.messages).toHaveLength(1);
  expect(agent.messages[0]).toMatch(/<comment author="octocat">\nUse euros\.\n<\/comment>$/);
  expect(vi.getTimerCount()).toBe(0);
  const second = await run(702, 'Use euros.');
  expect(second.result).toMatchObject({ success: true, commits: [], costUsd: 0 });
  expect(agent.calls).toHaveLength(1);
  const texts = replies.calls.filter(({ method }) => method === 'update').map(({ args: [text] }) => text);
  expect(texts.at(-1)).toMatch(
    /^@octocat This reached me while I was working, so \[my earlier reply\]\(https:/,
  );
  // An edited comment asks for something else.
  await run(702, 'Use dollars.', 'edited');
  expect(agent.calls).toHaveLength(2);
});

it('an agent that takes no messages is not asked', async () => {
  const { agent, run } = shop({ send: false });
  const { error } = await run(700, 'Fix it.');
  expect(error).toMatchObject({ code: 'AGENT_UNSUPPORTED', retryable: false });
  expect(error?.message).toContain('issues.comments "inject"');
  expect(agent.calls).toEqual([]);
});
