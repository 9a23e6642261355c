import { issuesConfig } from '@poppobuilder/github';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';
import type { GitHubProject } from '../github/github-projects.ts';
import { compareLabels, createLabels, neededLabels } from './labels.ts';
import { readAccess, type RepositoryAccess } from './repository-access.ts';

/** What was found and done in a repository. */
export interface RepositorySetUp extends RepositoryAccess {
  /** Names of the labels that were created. */
  readonly createdLabels: readonly string[];
}

/** In milliseconds. */
const TIMEOUT = 60_000;

/** Signs in to the repository of a project, and creates the labels that it lacks. Rejects with `GITHUB_FAILED`, `RATE_LIMITED`. */
export async function setUpRepository(
  project: Pick<ProjectConfiguration, 'triggers' | 'approval'>,
  { github, config }: Pick<GitHubProject, 'github' | 'config'>,
): Promise<RepositorySetUp> {
  const signal = AbortSignal.timeout(TIMEOUT);
  const access = await readAccess(github, signal);
  const { missing } = await compareLabels(
    github,
    neededLabels(project, config.section(issuesConfig)),
    signal,
  );
  await createLabels(github, missing, signal);
  return { ...access, createdLabels: missing.map(({ name }) => name) };
}
