import processComment from '@poppobuilder/plugin-process-comment';
import processIssue from '@poppobuilder/plugin-process-issue';
import processPr from '@poppobuilder/plugin-process-pr';
import { type BaseTask, TaskExecutor } from '@poppobuilder/core';
import { reviews, writes } from '../../support/github/agent-stand-in.ts';
import { createWorld, type GitHubWorld } from '../../support/github/github-world.ts';
import { says } from '../../support/model-api.ts';
import { limitRow, type Row } from '../harness/row.ts';

/** Most requests of a plain `process-issue`. */
const MOST = 12;

/** REST requests of each task type, by the stage in which they were made. */
export async function benchRequests(): Promise<Row[]> {
  await using world = await createWorld({
    conversations: [
      { when: /Review/, turns: reviews('Fine.', { path: 'total.js', line: 1, text: 'Why 2?' }) },
      { turns: [writes('total.js', 'export const total = 2;\n'), says('Done.')] },
    ],
  });
  const { github } = world;
  const anna = github.api('anna');
  const { data: issue } = await anna.rest.issues.create({
    ...github.at,
    title: 'Wrong total',
    body: 'It is 2.',
  });
  const { number } = issue;
  const rows = await countByStage(world, world.task('process-issue', { issueNumber: number }));
  const [pull] = (await anna.rest.pulls.list(github.at)).data;
  if (pull === undefined) throw new Error('There is no pull request.');
  const { data: comment } = await anna.rest.issues.createComment({
    ...github.at,
    issue_number: number,
    body: 'And a test, please.',
  });
  const others = [
    world.task('process-comment', { issueNumber: number, comment: { ...comment } }),
    world.task('process-pr', { prNumber: pull.number, action: 'opened' }),
    world.task('process-pr', { prNumber: pull.number, action: 'closed' }),
  ];
  for (const task of others) rows.push(...(await countByStage(world, task)));
  return rows;
}

async function countByStage(world: GitHubWorld, task: BaseTask): Promise<Row[]> {
  await using executor = new TaskExecutor({
    ...world.settings,
    plugins: [processIssue, processComment, processPr],
  });
  const { journal } = world.github.faults;
  const before = journal.length;
  const stages = new Map<string, number>([['checkout', before]]);
  executor.on('progress', ({ stage }) => {
    if (!stages.has(stage)) stages.set(stage, journal.length);
  });
  await executor.execute(task);
  const action = 'action' in task ? ` ${String(task.action)}` : '';
  const name = `REST requests of ${task.type}${action}`;
  const starts = [...stages];
  const rows = starts.map(([stage, start], index): Row => {
    const end = starts[index + 1]?.[1] ?? journal.length;
    return {
      name: `${name}, ${stage}`,
      value: end - start,
      unit: 'requests',
      peer: null,
      ratio: null,
      goal: null,
      met: null,
    };
  });
  const total = journal.length - before;
  const isPlain = task.type === 'process-issue';
  const sum: Row = isPlain
    ? limitRow(`${name}, all`, total, 'requests', MOST)
    : {
        name: `${name}, all`,
        value: total,
        unit: 'requests',
        peer: null,
        ratio: null,
        goal: null,
        met: null,
      };
  return [...rows, sum];
}
