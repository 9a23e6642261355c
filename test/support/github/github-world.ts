import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BaseTask, ProjectConfigInput } from '@poppobuilder/core';
import type { GitHubAppConfig } from '@poppobuilder/github';
import { type AgentStandIn, type Conversation, startAgent } from './agent-stand-in.ts';
import type { GitHubApp } from './emulator.ts';
import { runGit } from './git-remote.ts';
import { type GitHubOptions, type GitHubStandIn, startGitHub } from './github-stand-in.ts';

/** What a world begins with. */
export interface GitHubWorldOptions extends GitHubOptions {
  /** How git reaches the remote: by its path, or by smart HTTP with the token. @defaultValue 'file' */
  readonly git?: 'file' | 'http' | undefined;
  /** Account whose token PoppoBuilder has; not asked with `hasApp`: it signs in as the App. @defaultValue 'poppo-bot' */
  readonly identity?: string | undefined;
  /** How the model answers. */
  readonly conversations?: readonly Conversation[] | undefined;
  /** Configuration over that of the world; `github` and `agent` key by key. */
  readonly projectConfig?: ProjectConfigInput | undefined;
  /** The host's variables, over those of the world. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

/** GitHub, a model, a home of PoppoBuilder and the user's checkout, all of them for one test. */
export interface GitHubWorld extends AsyncDisposable {
  readonly github: GitHubStandIn;
  readonly agent: AgentStandIn;
  /** Value of `POPPOBUILDER_HOME`. */
  readonly home: string;
  /** The user's own checkout. */
  readonly projectPath: string;
  readonly projectId: string;
  /** Where the worktrees of the project lie. */
  readonly workspaces: string;
  /** Configuration of the tasks, with the token. */
  readonly projectConfig: ProjectConfigInput;
  /** The host's variables: nothing of this process but `PATH`. */
  readonly environment: NodeJS.ProcessEnv;
  /** Options for a `TaskExecutor` or a `WorkerPool`. */
  readonly settings: {
    readonly homeFolder: string;
    readonly environment: NodeJS.ProcessEnv;
    readonly grace: number;
  };
  /** A task of the project with an id of its own. */
  task(type: string, fields?: object): BaseTask;
  /** Runs git in the user's checkout and gives what it printed. */
  git(...args: readonly string[]): string;
}

/** Makes a world. */
export async function createWorld(options: GitHubWorldOptions = {}): Promise<GitHubWorld> {
  const { git = 'file', identity = 'poppo-bot', conversations = [] } = options;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-world-')));
  const home = join(folder, 'home');
  const user = join(folder, 'user');
  const projectPath = join(folder, 'project');
  for (const path of [home, user]) mkdirSync(path);
  const github = await startGitHub(options);
  const agent = await startAgent(...conversations);
  const cloneUrl = git === 'file' ? github.remote.url : github.cloneUrl;
  runGit(folder, ['clone', '--quiet', github.remote.url, projectPath]);
  runGit(projectPath, ['remote', 'set-url', 'origin', cloneUrl]);
  const environment = {
    PATH: process.env['PATH'],
    HOME: user,
    POPPOBUILDER_HOME: home,
    ...agent.environment,
    CLAUDE_CODE_MAX_RETRIES: '0',
    ...options.environment,
  };
  const projectConfig: ProjectConfigInput = {
    ...(github.app === undefined ? { githubToken: github.token(identity) } : {}),
    ...options.projectConfig,
    github: {
      ...github.at,
      baseUrl: github.url,
      cloneUrl,
      ...(github.app === undefined ? {} : { auth: authOf(github.app, join(user, 'app.pem')) }),
      ...options.projectConfig?.github,
    },
    agent: { command: agent.command, ...options.projectConfig?.agent },
  };
  const projectId = 'github-test';
  let tasks = 0;
  return {
    github,
    agent,
    home,
    projectPath,
    projectId,
    workspaces: join(home, 'workspaces', projectId),
    projectConfig,
    environment,
    settings: { homeFolder: home, environment, grace: 5_000 },
    task(type, fields = {}) {
      tasks += 1;
      return { id: `task-${tasks}`, type, projectId, projectPath, projectConfig, ...fields };
    },
    git: (...args) => runGit(projectPath, args),
    async [Symbol.asyncDispose]() {
      await github.close();
      await agent[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function authOf({ appId, installationId, privateKey }: GitHubApp, privateKeyFile: string): GitHubAppConfig {
  writeFileSync(privateKeyFile, privateKey, { mode: 0o600 });
  return { appId, installationId, privateKeyFile };
}
