import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  type AnyServiceDefinition,
  type BaseTask,
  defineService,
  type ExecuteOptions,
  ProjectContext,
  TaskError,
  TaskExecutor,
  type TaskEvents,
  type TaskResult,
} from '@poppobuilder/core';
import { GitHub } from '@poppobuilder/github';
import processComment from '@poppobuilder/plugin-process-comment';
import processIssue from '@poppobuilder/plugin-process-issue';
import processPr from '@poppobuilder/plugin-process-pr';
import { OctokitGitHub } from '../../../packages/github/src/client/octokit-github.ts';
import { createWorld, type GitHubWorld, type GitHubWorldOptions } from '../../support/github/github-world.ts';
import { createQuickAgent, type QuickAgent } from './quick-agent.ts';

/** The bot's account. */
export const BOT = 'poppo-bot';

/** What a quick world begins with. */
export interface QuickWorldOptions extends GitHubWorldOptions {
  /** Milliseconds until a call counts as lost. @defaultValue 1000: short, for faults that hold calls */
  readonly callTimeout?: number | undefined;
  /** Milliseconds that a cancelled task has to clean up. @defaultValue that of every world */
  readonly grace?: number | undefined;
}

/** How a task ended. */
export interface Ending {
  readonly result: TaskResult | undefined;
  readonly error: TaskError | undefined;
  /** Everything that was told of it: events, logs, the error. */
  readonly told: string;
}

/** A comment as a test looks at it. */
export interface SeenComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}

interface QuickTimes {
  readonly callTimeout: number;
  readonly grace: number | undefined;
}

/** A world whose agent answers at once and whose client loses no time. */
export class QuickWorld implements AsyncDisposable {
  readonly world: GitHubWorld;
  readonly agent: QuickAgent;
  readonly #folder: string;
  readonly #times: QuickTimes;

  private constructor(world: GitHubWorld, agent: QuickAgent, folder: string, times: QuickTimes) {
    this.#times = times;
    this.world = world;
    this.agent = agent;
    this.#folder = folder;
  }

  static async create({
    callTimeout = 1_000,
    grace,
    ...options
  }: QuickWorldOptions = {}): Promise<QuickWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-agent-'));
    const agent = createQuickAgent(folder);
    const { projectConfig } = options;
    const config = { ...projectConfig, agent: { command: agent.command, ...projectConfig?.agent } };
    const world = await createWorld({ ...options, projectConfig: config });
    return new QuickWorld(world, agent, folder, { callTimeout, grace });
  }

  get github(): GitHubWorld['github'] {
    return this.world.github;
  }

  /** How often the agent was run in a worktree. */
  agentRuns(name: string): number {
    return this.agent.runs().filter((path) => basename(path) === name).length;
  }

  /** Runs a task in a runner of its own, as a process that starts anew would. */
  async run(task: BaseTask, options: ExecuteOptions = {}): Promise<Ending> {
    const told: unknown[] = [];
    const executor = new TaskExecutor({
      ...this.world.settings,
      grace: this.#times.grace ?? this.world.settings.grace,
      plugins: [processIssue, processComment, processPr],
      services: [quickGitHub(this.#times.callTimeout)],
    });
    for (const event of EVENTS) executor.on(event, (payload) => void told.push(payload));
    try {
      const result = await executor.execute(task, options);
      return { result, error: undefined, told: JSON.stringify([told, result]) };
    } catch (error) {
      if (!TaskError.is(error)) throw error;
      return { result: undefined, error, told: JSON.stringify([told, error]) + error.stack };
    } finally {
      await executor.close();
    }
  }

  async openIssue(title = 'Wrong total', body = 'It is 2.'): Promise<number> {
    const { data } = await this.github.api('anna').rest.issues.create({ ...this.github.at, title, body });
    return data.number;
  }

  async issue(number: number): Promise<object> {
    const { data } = await this.github
      .api('anna')
      .rest.issues.get({ ...this.github.at, issue_number: number });
    return data;
  }

  async comment(number: number, body: string, login = 'anna'): Promise<object> {
    const { data } = await this.github
      .api(login)
      .rest.issues.createComment({ ...this.github.at, issue_number: number, body });
    return data;
  }

  /** Offers a change of a person as a pull request, and gives its number. */
  async offerPull(branch: string): Promise<number> {
    this.github.remote.commit(branch, { 'feature.txt': 'first\n' });
    const { data } = await this.github
      .api('anna')
      .rest.pulls.create({ ...this.github.at, head: branch, base: 'main', title: 'A feature' });
    return data.number;
  }

  async comments(number: number): Promise<readonly SeenComment[]> {
    const { data } = await this.github
      .api('anna')
      .rest.issues.listComments({ ...this.github.at, issue_number: number, per_page: 100 });
    return data.map(({ id, user, body }) => ({ id, author: user?.login ?? '', body: body ?? '' }));
  }

  /** Comments of ours. */
  async replies(number: number): Promise<readonly SeenComment[]> {
    return (await this.comments(number)).filter(({ author }) => author === BOT);
  }

  async labels(number: number): Promise<readonly string[]> {
    const { data } = await this.github
      .api('anna')
      .rest.issues.listLabelsOnIssue({ ...this.github.at, issue_number: number, per_page: 100 });
    return data.map(({ name }) => name);
  }

  /** Numbers of all pull requests of a branch, open or not. */
  async pullsOf(branch: string): Promise<readonly number[]> {
    const { data } = await this.github
      .api('anna')
      .rest.pulls.list({ ...this.github.at, state: 'all', per_page: 100 });
    return data.filter(({ head }) => head.ref === branch).map(({ number }) => number);
  }

  /** Texts of all reviews of a pull request. */
  async reviews(number: number): Promise<readonly string[]> {
    const { data } = await this.github
      .api('anna')
      .rest.pulls.listReviews({ ...this.github.at, pull_number: number });
    return data.map(({ body }) => body);
  }

  /** Commits of a branch that `main` does not have. */
  commits(branch: string): number {
    const { remote } = this.github;
    return remote.branches().includes(branch)
      ? Number(remote.git('rev-list', '--count', `main..refs/heads/${branch}`))
      : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const EVENTS: readonly (keyof TaskEvents)[] = [
  'task-rejected',
  'task-started',
  'progress',
  'log',
  'task-completed',
  'task-failed',
  'task-cancelled',
];

const quickGitHub = (timeout: number): AnyServiceDefinition =>
  defineService({
    token: GitHub,
    services: { project: ProjectContext },
    secrets: ['github'],
    create: ({ project }, { secrets }) =>
      new OctokitGitHub({
        project,
        secret: secrets['github'],
        times: { timeout, retryDelay: 1 },
      }),
  });
