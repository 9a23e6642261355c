import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createWorld, type GitHubWorld } from '../support/github/github-world.ts';
import { chooseIsolation } from './choose-isolation.ts';
import { DemoDaemon, type EndedTask } from './demo-daemon.ts';
import { printComment, printField, printText, printTitle } from './print.ts';
import { COMMENT, CONVERSATIONS, ISSUE, SHOP } from './shop-project.ts';
import { Tally } from './tally.ts';

/** Where the story may write, and what ends it. */
export interface StoryOptions {
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Whether the page is opened, and the daemon runs on after the story. */
  readonly keepsOpen: boolean;
}

/** From an issue to a merged pull request, with stand-ins for GitHub and the model; git and the agent are real. */
export async function tellOnStandIns({ folder, signal, keepsOpen }: StoryOptions): Promise<void> {
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
  const isolation = await chooseIsolation(world.settings);
  const { github } = world;
  const tally = new Tally(() => github.faults.count());
  const anna = github.api('anna').rest;

  printTitle('1. poppo start');
  await using daemon = await DemoDaemon.start({ world, isolation, signal });
  printField('daemon', daemon.url);
  printField('webhook', await daemon.receiveWebhooks());
  // The story is live on it.
  if (keepsOpen) printField('page', await daemon.open());

  const worked = await tally.measure('process-issue', async () => {
    const ended = daemon.ended('process-issue');
    const { data } = await anna.issues.create({ ...github.at, ...ISSUE, labels: ['poppo'] });
    printTitle('2. Anna opens an issue with the label poppo; GitHub sends it', data.html_url);
    printComment('anna', `${data.title}. ${data.body ?? ''}`);
    return (await ended).result;
  });
  const issueNumber = 1;

  const { number, url } = pullRequestOf(worked);
  printTitle('3. The pull request', url);
  printText(showBranch(world, String(worked['branch']), 'main'));
  await printLastComment(world, issueNumber);
  await printLabels(world, issueNumber);

  const before = github.remote.resolve(`refs/heads/${String(worked['branch'])}`) ?? '';
  const continued = await tally.measure('process-comment', async () => {
    const ended = daemon.ended('process-comment');
    printTitle('4. Anna asks for more; the agent continues: same session, same branch', url);
    printComment('anna', `total.js, line 4: ${COMMENT}`);
    await anna.pulls.createReview({
      ...github.at,
      pull_number: number,
      event: 'REQUEST_CHANGES',
      body: 'One thing is missing.',
      comments: [{ path: 'total.js', line: 4, side: 'RIGHT', body: COMMENT }],
    });
    return (await ended).result;
  });
  if (continued['sessionId'] !== worked['sessionId']) throw new Error('the agent began another session.');
  printText(showBranch(world, String(worked['branch']), before));
  await printLastComment(world, number);

  const cleaned = daemon.ended('process-pr');
  await anna.pulls.merge({ ...github.at, pull_number: number });
  printTitle('5. Anna merges, and PoppoBuilder cleans up', url);
  printText(github.remote.git('log', '--graph', '--format=%h %an: %s', 'main'));
  await cleaned;
  await printLabels(world, issueNumber);
  await printLabels(world, number);
  printField(
    'worktrees',
    existsSync(workspaces(world)) ? `${readdirSync(workspaces(world)).length} left` : 'none',
  );
  printField('checkout', world.git('status', '--porcelain') === '' ? 'never touched' : 'was changed');

  printTitle('What the agent took');
  tally.print();
  printText('Tokens and dollars are what the stand-in counts, at list price.');
  if (keepsOpen) await keepOpen(daemon, signal);

  printTitle('6. poppo stop');
  await daemon.stop();
  printText('The daemon has stopped, and its database with it.');
}

/** Leaves the daemon running until a signal comes. */
async function keepOpen(daemon: DemoDaemon, signal: AbortSignal): Promise<void> {
  printTitle('The daemon keeps running. Ctrl+C stops it.', await daemon.link());
  if (!signal.aborted) await once(signal, 'abort');
}

/** Where the worktrees of the daemon's project lie. */
const workspaces = ({ home }: GitHubWorld): string => join(home, 'workspaces', 'shop');

function pullRequestOf(result: EndedTask['result']): { readonly number: number; readonly url: string } {
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
