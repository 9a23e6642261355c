import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { issuesConfig } from '@poppobuilder/github';
import { cloneUrlOf } from '../checkouts/clone-source.ts';
import { runGit } from '../checkouts/run-git.ts';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';
import type { GitHubProject } from '../github/github-projects.ts';
import { compareLabels, neededLabels } from '../setup/labels.ts';
import { readAccess } from '../setup/repository-access.ts';
import { withRepository } from './check-git.ts';
import type { OtherClock } from './check-clock.ts';
import { broken, fine, type Outcome, weak } from './finding.ts';
import type { Check } from './try-check.ts';

/** What {@link projectChecks} needs. */
export interface ProjectCheckOptions {
  readonly id: string;
  readonly project: ProjectConfiguration;
  readonly environment: NodeJS.ProcessEnv;
  readonly github: () => Promise<GitHubProject | undefined>;
  readonly onClock: (clock: OtherClock) => void;
}

/** In milliseconds. */
const TIMEOUT = 45_000;

/** Returns what is tried for a project: its folder and, where it works on GitHub, its token. */
export function projectChecks(options: ProjectCheckOptions): Check[] {
  const { id, project } = options;
  const usesGitHub = project.repository !== undefined || project.triggers['github'] !== undefined;
  const variable = `GITHUB_TOKEN_${id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
  const fix = `Check the section "github" of the project, and its token in GITHUB_TOKEN or ${variable}.`;
  const checks: Check[] = [
    {
      check: 'project',
      project: id,
      fix: `Set projects.${id}.path to a folder that this user may read and write.`,
      run: async () => checkFolder(project),
    },
  ];
  if (!usesGitHub) return checks;
  const signed = (name: string, run: (github: GitHubProject) => Promise<Outcome>): Check => ({
    check: name,
    project: id,
    fix,
    run: async () => {
      const found = await options.github();
      if (found?.hasCredentials === true) return run(found);
      return broken(
        'There is no token for GitHub.',
        `Set GITHUB_TOKEN or ${variable}, or \`github.auth\` for a GitHub App.`,
      );
    },
  });
  return [
    ...checks,
    signed('token', async (found) => checkToken(found, options)),
    signed('push', async (found) => checkPush(found, options)),
    signed('labels', async (found) => checkLabels(found, options)),
  ];
}

async function checkFolder({ path, repository }: ProjectConfiguration): Promise<Outcome> {
  if (repository !== undefined) return fine(`The daemon clones ${repository} to ${path}.`);
  await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  return fine(`${path} is readable and writable.`);
}

async function checkToken({ github }: GitHubProject, { onClock }: ProjectCheckOptions): Promise<Outcome> {
  const { login, repository, scopes, serverTime } = await readAccess(github, AbortSignal.timeout(TIMEOUT));
  if (serverTime !== undefined) onClock({ name: 'GitHub', ahead: serverTime.getTime() - Date.now() });
  const may = scopes === undefined || scopes.length === 0 ? '' : `, with the scopes ${scopes.join(', ')}`;
  return fine(`It signs in ${login} and reads ${repository}${may}.`);
}

/** A push that changes nothing is refused like any other. */
async function checkPush(
  { github, token }: GitHubProject,
  { project, environment }: ProjectCheckOptions,
): Promise<Outcome> {
  const url = project.repository === undefined ? github.cloneUrl() : cloneUrlOf(project);
  const source = { url, token: await token() };
  await withRepository(environment, async ({ commit, folder }) => {
    const refs = `${await commit()}:refs/heads/poppo-doctor`;
    const signal = AbortSignal.timeout(TIMEOUT);
    const options = { cwd: folder, gitFolder: folder, environment, source, signal };
    await runGit(['push', '--quiet', '--dry-run', url, refs], options);
  });
  return fine(`It may push to ${url}.`);
}

/** A label that is written as it is does not change. */
async function checkLabels(
  { github, config }: GitHubProject,
  { project }: ProjectCheckOptions,
): Promise<Outcome> {
  const signal = AbortSignal.timeout(TIMEOUT);
  const { present, missing } = await compareLabels(
    github,
    neededLabels(project, config.section(issuesConfig)),
    signal,
  );
  const [first] = present;
  if (first !== undefined) {
    const route = 'PATCH /repos/{owner}/{repo}/labels/{name}';
    await github.request(route, { name: first.name, new_name: first.name }, { signal });
  }
  if (missing.length === 0) return fine('All labels are there, and it may change them.');
  const names = missing.map(({ name }) => name).join(', ');
  return weak(`The repository has no label ${names}.`, 'Create them with `poppo init`, or by hand.');
}
