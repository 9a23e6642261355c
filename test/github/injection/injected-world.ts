import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorld, type GitHubWorld, type GitHubWorldOptions } from '../../support/github/github-world.ts';

/** What an agent was asked. */
export interface Asked {
  readonly prompt: string;
  readonly arguments: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly heard: readonly { readonly stdout: string; readonly stderr: string }[];
}

/** One start of git, as a program in front of it wrote it down. */
interface GitStart {
  readonly hasCredentials: boolean;
  readonly cwd: string;
  readonly repository: string;
  readonly worktree: string;
  readonly args: string;
}

/** A world whose agent obeys everybody. */
export interface InjectedWorld extends AsyncDisposable {
  readonly world: GitHubWorld;
  /** Folder of the project's own data. */
  readonly projectHome: string;
  readonly mirror: string;
  /** A folder that only planted code writes into, when it runs on the host. */
  readonly canaries: string;
  /** Key of the model. */
  readonly key: string;
  /** What the agent was asked since this was called last. */
  takeAsked(): readonly Asked[];
  gitStarts(): readonly GitStart[];
}

/** Characters that other encodings change. */
const KEY = 'sk-ant-obedient+key/with=odd&characters-7f3a91';

/** Makes a world whose agent obeys everybody, and whose git is watched. */
export async function createInjectedWorld(options: GitHubWorldOptions = {}): Promise<InjectedWorld> {
  const programs = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-obedient-')));
  const command = join(programs, 'obedient-agent.mjs');
  const source = readFileSync(new URL('obedient-agent.mts', import.meta.url), 'utf8');
  // Each of its many starts would strip the types anew.
  writeFileSync(command, `#!${process.execPath}\n${stripTypeScriptTypes(source)}`);
  const path = join(programs, 'bin');
  mkdirSync(path);
  writeFileSync(join(path, 'git'), watchedGit());
  for (const file of [command, join(path, 'git')]) chmodSync(file, 0o755);
  const world = await createWorld({
    ...options,
    environment: { PATH: `${path}:${process.env['PATH']}`, ANTHROPIC_API_KEY: KEY, ...options.environment },
    projectConfig: { ...options.projectConfig, agent: { command } },
  });
  const projectHome = join(world.home, 'projects', world.projectId);
  const canaries = join(programs, 'canaries');
  mkdirSync(canaries);
  return {
    world,
    projectHome,
    mirror: join(projectHome, 'git'),
    canaries,
    key: KEY,
    takeAsked() {
      const files = foldersIn(join(projectHome, 'claude')).flatMap((folder) =>
        readdirSync(folder)
          .filter((name) => name.startsWith('asked-'))
          .map((name) => join(folder, name)),
      );
      return files.map((file) => {
        const text = readFileSync(file, 'utf8');
        rmSync(file);
        return JSON.parse(text) as Asked;
      });
    },
    gitStarts: () =>
      [join(projectHome, 'git/home'), ...foldersIn(join(projectHome, 'home'))].flatMap((folder) =>
        readStarts(join(folder, 'git.log')),
      ),
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      rmSync(programs, { recursive: true, force: true });
    },
  };
}

function foldersIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** A program in front of git that writes down how it is started, below its HOME. */
function watchedGit(): string {
  const git = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
  return `#!/bin/sh
credentials=no
case "$(export -p)" in *[Aa]uthorization:*) credentials=yes ;; esac
printf '%s\\t%s\\t%s\\t%s\\t%s\\n' "$credentials" "$PWD" "$GIT_DIR" "$GIT_WORK_TREE" "$1" >> "$HOME/git.log" 2> /dev/null
exec ${git} "$@"
`;
}

function readStarts(file: string): GitStart[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [credentials, cwd = '', repository = '', worktree = '', args = ''] = line.split('\t');
      return { hasCredentials: credentials === 'yes', cwd, repository, worktree, args };
    });
}
