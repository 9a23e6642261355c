import { join } from 'node:path';
import { createMasker, resolveHomeFolder } from '@poppobuilder/core';
import { findSecrets } from '@poppobuilder/core/runner-kit';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import { daemonSchema } from '../configuration/daemon-schema.ts';
import { findConfiguration } from '../configuration/find-configuration.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { pluginChecks } from '../configuration/plugin-checks.ts';
import { GitHubProjects } from '../github/github-projects.ts';
import { checkAddress } from './check-address.ts';
import { askClaude, checkClaude } from './check-claude.ts';
import { judgeClock, type OtherClock } from './check-clock.ts';
import { checkDisk } from './check-disk.ts';
import { checkGit } from './check-git.ts';
import { checkMemory } from './check-memory.ts';
import { checkPostgres } from './check-postgres.ts';
import { projectChecks } from './check-project.ts';
import { checkSandbox } from './check-sandbox.ts';
import { fine, type Finding } from './finding.ts';
import { type Check, tryCheck } from './try-check.ts';

/** What a daemon would be started with. */
export interface ExamineOptions {
  /** The file that `--config` names. */
  readonly config?: string | undefined;
  /** URLs of plugins that every daemon has. */
  readonly builtInPlugins: readonly string[];
  /** The daemon's environment. @defaultValue process.env */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  /** Whether the agent is asked for an answer, which costs a little. @defaultValue false */
  readonly isDeep?: boolean | undefined;
}

/**
 * Tries everything that a daemon needs, with the configuration and the environment that it would have, and yields what was found.
 * It needs no running daemon, and leaves nothing behind. Never rejects. No finding contains a secret.
 */
export async function* examine(options: ExamineOptions): AsyncGenerator<Finding, void, undefined> {
  const { environment = process.env, builtInPlugins, isDeep = false } = options;
  const homeFolder = resolveHomeFolder(environment);
  let configuration = defaults(homeFolder);
  const loaded = await tryCheck({
    check: 'configuration',
    fix: 'Fix it, and check it with `poppo config check`.',
    run: async () => {
      const file = findConfiguration({ config: options.config, environment });
      const openPlugins = pluginChecks({ builtInPlugins, homeFolder });
      ({ configuration } = await loadConfiguration(file, {
        openPlugins,
        homeFolder,
        isNamed: options.config !== undefined,
      }));
      return fine(`${file} is valid.`);
    },
  });
  const clocks: OtherClock[] = [];
  const onClock = (clock: OtherClock): void => void clocks.push(clock);
  const { projects, database, from, isolation, plugins } = configuration;
  const github = new GitHubProjects({ homeFolder, environment, configuration: () => configuration });
  const checks: Check[] = [
    {
      check: 'git',
      fix: 'Install git 2.38 or later, on the PATH of the daemon.',
      run: async () => checkGit(environment),
    },
    {
      check: 'claude',
      fix: 'Install the Claude CLI again, on the PATH of the daemon.',
      run: async () => checkClaude(configuration, environment),
    },
    {
      check: 'disk',
      fix: 'Let this user write into that folder, or set POPPOBUILDER_HOME to another one.',
      run: async () => checkDisk(homeFolder),
    },
    { check: 'memory', fix: '', run: async () => checkMemory(configuration.minFreeMemory) },
    { check: 'bubblewrap', fix: 'Install bubblewrap.', run: async () => checkSandbox(isolation) },
    {
      check: 'postgres',
      fix: 'Check "database" in the configuration, and that the server runs and can be reached.',
      run: async () => checkPostgres(database, homeFolder, onClock),
    },
    {
      check: 'address',
      fix: 'Set `http.host` to an address of this machine.',
      run: async () => checkAddress(configuration.http, homeFolder),
    },
    ...Object.entries(projects).flatMap(([id, project]) =>
      projectChecks({ id, project, environment, github: async () => github.get(id), onClock }),
    ),
  ];
  const masker = createMasker(secretsOf(environment, configuration));
  const started = checks.map(tryCheck);
  yield masker.value(loaded);
  for (const finding of started) yield masker.value(await finding);
  yield await tryCheck({ check: 'clock', fix: '', run: async () => judgeClock(clocks) });
  if (!isDeep) return;
  const answered = await tryCheck({
    check: 'claude-answer',
    fix: 'Sign the agent in: set ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN in the environment of the daemon.',
    run: async () =>
      askClaude(
        { plugins: [...builtInPlugins, ...plugins], from, homeFolder, environment, isolation },
        configuration,
      ),
  });
  yield masker.value(answered);
}

/** What is tried when the configuration has mistakes. */
function defaults(homeFolder: string): DaemonConfiguration {
  const { $schema: _, ...keys } = daemonSchema.parse({ projects: {} });
  return { ...keys, from: homeFolder, database: { folder: join(homeFolder, 'database') }, projects: {} };
}

function secretsOf(environment: NodeJS.ProcessEnv, { database }: DaemonConfiguration): string[] {
  const { texts } = findSecrets({ ...environment });
  const password = 'url' in database ? URL.parse(database.url)?.password : undefined;
  return [
    ...texts,
    ...(password === undefined || password === '' ? [] : [password, decodeURIComponent(password)]),
  ];
}
