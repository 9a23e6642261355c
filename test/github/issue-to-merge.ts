import assert from 'node:assert/strict';
import { createWorld } from '../support/github/github-world.ts';
import { writes } from '../support/github/agent-stand-in.ts';
import { says } from '../support/model-api.ts';
import { openRunner, type Way } from './runners.ts';

/** Works on an issue, continues after a comment, and cleans up after the merge; checks everything that people see. */
export async function issueToMerge(way: Way, git: 'file' | 'http'): Promise<void> {
  await using world = await createWorld({
    git,
    files: { 'total.js': 'export const total = 1;\n', 'CLAUDE.md': 'Two spaces.\n' },
    conversations: [
      {
        when: /issue #1 .*Work on|Work on issue/s,
        turns: [writes('total.js', 'export const total = 2;\n'), says('The total is 2 now.')],
      },
      { when: /Go on with/, turns: [writes('total.js', 'export const total = 3;\n'), says('And 3 now.')] },
    ],
  });
  const { github } = world;
  const anna = github.api('anna');
  const { data: issue } = await anna.rest.issues.create({
    ...github.at,
    title: 'Wrong total',
    body: 'It is 2.',
  });
  await using runner = openRunner(world, way);

  const first = await runner.execute(world.task('process-issue', { issueNumber: issue.number }));
  assert.equal(first['branch'], `poppo/issue-${issue.number}`);
  assert.deepEqual(github.remote.log(`poppo/issue-${issue.number}`).length, 2);
  assert.equal(github.remote.show(`poppo/issue-${issue.number}`, 'total.js'), 'export const total = 2;\n');
  const { data: pulls } = await anna.rest.pulls.list(github.at);
  assert.equal(pulls.length, 1);
  const [pull] = pulls;
  assert.ok(pull);
  assert.match(pull.body ?? '', new RegExp(`Closes #${issue.number}`));
  const comments = async (number: number): Promise<string[]> => {
    const { data } = await anna.rest.issues.listComments({ ...github.at, issue_number: number });
    return data.map(({ body }) => body ?? '');
  };
  const [reply = '', ...others] = await comments(issue.number);
  assert.deepEqual(others, []);
  assert.match(reply, /The total is 2 now\./);
  assert.match(reply, new RegExp(`#${pull.number}`));
  assert.match(reply, /USD/);
  const labels = async (): Promise<string[]> => {
    const { data } = await anna.rest.issues.get({ ...github.at, issue_number: issue.number });
    return data.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
  };
  assert.deepEqual(await labels(), ['awaiting-response']);

  const { data: comment } = await anna.rest.issues.createComment({
    ...github.at,
    issue_number: pull.number,
    body: 'Make it 3.',
  });
  const second = await runner.execute(
    world.task('process-comment', { issueNumber: pull.number, comment: { ...comment } }),
  );
  assert.equal(second['sessionId'], first['sessionId']);
  assert.equal(github.remote.show(`poppo/issue-${issue.number}`, 'total.js'), 'export const total = 3;\n');
  assert.match((await comments(pull.number)).at(-1) ?? '', /^@anna And 3 now\./m);

  await anna.rest.pulls.merge({ ...github.at, pull_number: pull.number });
  await runner.execute(world.task('process-pr', { prNumber: pull.number, action: 'closed' }));
  assert.deepEqual(await labels(), ['completed']);
  assert.equal(world.git('status', '--porcelain'), '');
}
