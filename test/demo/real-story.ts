import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { ProjectConfigInput, Task, TaskResult } from 'poppobuilder';
import { findClaude } from './find-claude.ts';
import { openPool } from './open-pool.ts';
import { printField, printText, printTitle } from './print.ts';
import type { RealIssue } from './read-arguments.ts';
import { UsageError } from './usage-error.ts';

/** US dollars that the agent may spend on the issue. */
const BUDGET = 2;

/** Lets the agent work on an issue on GitHub, and tells what a person does next. Throws a {@link UsageError}. */
export async function workOnGitHub(
  issue: RealIssue,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  const projectConfig = configure(issue, environment);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-demo-')));
  const home = join(folder, 'home');
  const projectPath = join(folder, 'project');
  for (const path of [home, projectPath]) mkdirSync(path, { mode: 0o700 });
  try {
    console.log(`GitHub and the model are real: this works on ${issue.owner}/${issue.repo}#${issue.number}`);
    console.log(`with your credentials, for at most ${BUDGET} US dollars.`);
    await using pool = await openPool({
      homeFolder: home,
      environment: {
        ...environment,
        PATH: [dirname(process.execPath), environment['PATH']].join(delimiter),
        POPPOBUILDER_HOME: home,
      },
    });
    printTitle('The agent works on the issue');
    const base = { projectId: `${issue.owner}-${issue.repo}`, projectPath, projectConfig };
    const result = await pool.execute(
      { ...base, id: `issue-${issue.number}`, type: 'process-issue', issueNumber: issue.number },
      { signal },
    );
    tellNext({ issue, result, folder, base });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Signs in as the operator's environment says. */
function configure({ owner, repo }: RealIssue, environment: NodeJS.ProcessEnv): ProjectConfigInput {
  if (!environment['GITHUB_TOKEN'] && !environment['GH_TOKEN']) {
    throw new UsageError(
      'There is no token for GitHub. Set GITHUB_TOKEN to one that may write contents, issues and pull requests.',
    );
  }
  const baseUrl = environment['GITHUB_API_URL'];
  return {
    github: { owner, repo, ...(baseUrl === undefined ? {} : { baseUrl }) },
    agent: { command: findClaude(), maxBudgetUsd: BUDGET, ...loginOf(environment) },
  };
}

/** Where the operator's own login of claude lies; not needed where a key is in the environment. */
function loginOf(environment: NodeJS.ProcessEnv): { readonly configDirectory?: string } {
  const keys = ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'];
  if (keys.some((name) => Boolean(environment[name]))) return {};
  const configDirectory =
    environment['CLAUDE_CONFIG_DIR'] ?? join(environment['HOME'] ?? homedir(), '.claude');
  if (existsSync(join(configDirectory, '.credentials.json'))) return { configDirectory };
  throw new UsageError(
    'There is nothing to sign in at the model with. Set ANTHROPIC_API_KEY, or sign in with claude.',
  );
}

interface Told {
  readonly issue: RealIssue;
  readonly result: TaskResult;
  readonly folder: string;
  readonly base: Pick<Task, 'projectId' | 'projectPath' | 'projectConfig'>;
}

function tellNext({ issue, result, folder, base }: Told): void {
  const pullRequest = result['pullRequest'] as { readonly number: number; readonly url: string } | undefined;
  printTitle('What came of it');
  if (pullRequest !== undefined) printField('pull', pullRequest.url);
  printField('reply', String(result['replyUrl']));
  printField('cost', `${Number(result['costUsd']).toFixed(4)} US dollars`);
  const number = pullRequest?.number ?? issue.number;
  const answering = join(folder, 'answer-comment.json');
  writeTask(answering, {
    ...base,
    id: 'comment-1',
    type: 'process-comment',
    issueNumber: number,
    comment: { id: 1, body: 'What is to be done.', user: { login: 'your-login' } },
  });
  printTitle('What you do next');
  printText('Comments of the account that the token is of start no work, so let somebody else do this:');
  const run = `POPPOBUILDER_HOME=${join(folder, 'home')} npx -y pnpm@12 poppo run`;
  printText(
    `comment on #${number}, put your comment as GitHub's API gives it (GET ${commentsRoute(issue)}/<id>)`,
  );
  printText(`into the field "comment" of this task, and let the agent continue:`);
  printText(`  ${run} ${answering}`);
  if (pullRequest !== undefined) {
    const closing = join(folder, 'closed.json');
    const task = { ...base, id: 'closed-1', type: 'process-pr', prNumber: number, action: 'closed' };
    writeTask(closing, task);
    printText('Merge the pull request, and clean up after it:');
    printText(`  ${run} ${closing}`);
  }
  printText(`At last remove the folder of the demo:\n  rm -r ${folder}`);
}

const writeTask = (file: string, task: object): void =>
  writeFileSync(file, `${JSON.stringify(task, undefined, 2)}\n`, { mode: 0o600 });

const commentsRoute = ({ owner, repo }: RealIssue): string => `/repos/${owner}/${repo}/issues/comments`;
