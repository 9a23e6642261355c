import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { TaskResult } from 'poppobuilder';
import { createWorld, type GitHubWorld } from '../support/github/github-world.ts';
import { openPool } from './open-pool.ts';
import { printComment, printField, printText, printTitle } from './print.ts';
import { COMMENT, CONVERSATIONS, ISSUE, SHOP } from './shop-project.ts';
import { Tally } from './tally.ts';

/** Where the story may write, and what ends it. */
export interface StoryOptions {
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** From an issue to a merged pull request, with stand-ins for GitHub and the model; git and the agent are real. */
export async function tellOnStandIns({ folder, signal }: StoryOptions): Promise<void> {
  console.log(
    'GitHub and the model are local stand-ins; git and the agent (claude) are real. Nothing is paid for.',
  );
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  await using world = await createWorld({
    git: 'http',
    files: SHOP,
    conversations: CONVERSATIONS,
    environment: { PATH: path, TMPDIR: temporary },
    projectConfig: { agent: { allowedTools: ['Bash(node --test)'] } },
  });
  signal.throwIfAborted();
  await using pool = await openPool(world.settings);
  const { github } = world;
  const tally = new Tally(() => github.faults.count());
  const run = (step: string, type: string, fields: object): Promise<TaskResult> =>
    tally.measure(step, () => pool.execute(world.task(type, fields), { signal }));
  const anna = github.api('anna').rest;

  const { data: issue } = await anna.issues.create({ ...github.at, ...ISSUE });
  printTitle('1. Anna opens an issue', issue.html_url);
  printComment('anna', `${issue.title}. ${issue.body ?? ''}`);

  printTitle('2. PoppoBuilder picks it up, and the agent works on it', issue.html_url);
  const worked = await run('process-issue', 'process-issue', { issueNumber: issue.number });

  const { number, url } = pullRequestOf(worked);
  printTitle('3. The pull request', url);
  printText(showBranch(world, String(worked['branch']), 'main'));
  await printLastComment(world, issue.number);
  await printLabels(world, issue.number);

  printTitle('4. PoppoBuilder reviews it', url);
  await run('process-pr, opened', 'process-pr', { prNumber: number, action: 'opened' });
  const { data: lines } = await anna.pulls.listReviewComments({ ...github.at, pull_number: number });
  for (const { path: file, line, user, body } of lines) {
    printComment(user?.login ?? '', `${file}, line ${line}: ${body}`);
  }

  const before = github.remote.resolve(`refs/heads/${String(worked['branch'])}`) ?? '';
  const { data: comment } = await anna.pulls.createReviewComment({
    ...github.at,
    pull_number: number,
    commit_id: before,
    path: 'total.js',
    line: 4,
    side: 'RIGHT',
    body: COMMENT,
  });
  printTitle('5. Anna comments on a line', comment.html_url);
  printComment('anna', `total.js, line 4: ${COMMENT}`);

  printTitle('6. The agent continues: same session, same branch', url);
  const continued = await run('process-comment', 'process-comment', {
    issueNumber: number,
    comment: { ...comment },
  });
  if (continued['sessionId'] !== worked['sessionId']) throw new Error('the agent began another session.');
  printText(showBranch(world, String(worked['branch']), before));
  await printLastComment(world, number);

  await anna.pulls.merge({ ...github.at, pull_number: number });
  printTitle('7. Anna merges', url);
  printText(github.remote.git('log', '--graph', '--format=%h %an: %s', 'main'));

  printTitle('8. PoppoBuilder cleans up', issue.html_url);
  await run('process-pr, closed', 'process-pr', { prNumber: number, action: 'closed' });
  await printLabels(world, issue.number);
  await printLabels(world, number);
  printField(
    'worktrees',
    existsSync(world.workspaces) ? `${readdirSync(world.workspaces).length} left` : 'none',
  );
  printField('checkout', world.git('status', '--porcelain') === '' ? 'never touched' : 'was changed');

  printTitle('What it took');
  tally.print();
  printText('Tokens and dollars are what the stand-in counts, at list price.');
}

function pullRequestOf(result: TaskResult): { readonly number: number; readonly url: string } {
  const pullRequest = result['pullRequest'];
  if (pullRequest === undefined) throw new Error('there is no pull request.');
  return pullRequest as { number: number; url: string };
}

function showBranch({ github: { remote } }: GitHubWorld, branch: string, since: string): string {
  const commits = remote.git('log', '--format=%h %an: %s', `${since}..${branch}`);
  return `${commits}${remote.git('diff', '--unified=1', `${since}...${branch}`)}`;
}

async function printLastComment({ github }: GitHubWorld, number: number): Promise<void> {
  const { data } = await github.api('anna').rest.issues.listComments({ ...github.at, issue_number: number });
  const last = data.at(-1);
  if (last === undefined) return;
  printField('reply', last.html_url);
  printComment(last.user?.login ?? '', last.body ?? '');
}

async function printLabels({ github }: GitHubWorld, number: number): Promise<void> {
  const { data } = await github.api('anna').rest.issues.get({ ...github.at, issue_number: number });
  const names = data.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
  printField(`#${number}`, `has the label ${names.join(', ')}`);
}
