import { WorkerPool } from '@poppobuilder/worker-pool';
import { expect, it, vi } from 'vitest';
import { codexUnderTest } from '../support/agents-under-test.ts';
import { claudeBinary } from '../support/claude-binary.ts';
import { reviews } from '../support/github/agent-stand-in.ts';
import { createWorld } from '../support/github/github-world.ts';

// The real agents take their time where other tests run beside them.
vi.setConfig({ testTimeout: 120_000 });

const PLUGINS = ['agent-codex', 'plugin-process-issue', 'plugin-process-pr'];

it('process-issue runs with Codex by agent.provider, and process-pr with Claude by agent.taskTypes', async () => {
  await using api = await codexUnderTest.startApi([
    { runs: 'echo "export const total = 2;" > total.js' },
    { says: 'The total is 2 now.' },
  ]);
  const claude = { provider: 'claude', command: claudeBinary() };
  await using world = await createWorld({
    environment: { ...api.environment },
    files: { 'total.js': 'export const total = 1;\n', 'AGENTS.md': 'Two spaces.\n' },
    conversations: [{ turns: reviews('Counts to two.', { path: 'total.js', line: 1, text: 'Why two?' }) }],
    projectConfig: {
      agent: { provider: 'codex', ...codexUnderTest.agent, taskTypes: { 'process-pr': claude } },
      ...codexUnderTest.sections,
    },
  });
  const { github } = world;
  const anna = github.api('anna');
  const { data: issue } = await anna.rest.issues.create({
    ...github.at,
    title: 'Wrong total',
    body: 'It is 2.',
  });
  await using pool = new WorkerPool({
    ...world.settings,
    plugins: PLUGINS.map((name) => `@poppobuilder/${name}`),
    from: import.meta.dirname,
  });

  const done = await pool.execute(world.task('process-issue', { issueNumber: issue.number }));
  const branch = `poppo/issue-${issue.number}`;
  expect(done).toMatchObject({ success: true, branch, usage: { inputTokens: 2_000, outputTokens: 100 } });
  expect(github.remote.show(branch, 'total.js')).toBe('export const total = 2;\n');
  expect(api.requests()[0]).toContain('Two spaces.');
  expect(api.requests().join('')).not.toContain(github.token('poppo-bot'));
  const { data: replies } = await anna.rest.issues.listComments({
    ...github.at,
    issue_number: issue.number,
  });
  expect(replies.at(-1)?.body).toContain('The total is 2 now.');

  const { data: pulls } = await anna.rest.pulls.list(github.at);
  const number = pulls[0]?.number ?? 0;
  await pool.execute(world.task('process-pr', { prNumber: number, action: 'opened' }));
  const { data: comments } = await anna.rest.pulls.listReviewComments({ ...github.at, pull_number: number });
  expect(comments.map(({ body }) => body)).toEqual([expect.stringContaining('Why two?') as string]);
  expect(world.agent.prompts()).toHaveLength(1);
  expect(api.requests()).toHaveLength(2);
});
