import type { ProjectConfiguration } from '../configuration/project-configuration.ts';
import { isNode } from '@poppobuilder/core/runner-kit';

/** Where a repository is cloned from, and the token for it. */
export interface CloneSource {
  readonly url: string;
  readonly token?: string | undefined;
}

const PUBLIC_API = 'https://api.github.com';

/** Returns where the repository of a project is cloned from, by its section `github`. */
export function cloneUrlOf({
  repository,
  sections,
}: Pick<ProjectConfiguration, 'repository' | 'sections'>): string {
  const github = isNode(sections['github']) ? sections['github'] : {};
  const { cloneUrl, baseUrl = PUBLIC_API } = github as {
    readonly cloneUrl?: string;
    readonly baseUrl?: string;
  };
  const { origin } = new URL(baseUrl);
  return cloneUrl ?? `${origin === PUBLIC_API ? 'https://github.com' : origin}/${repository}.git`;
}

/** Returns the token for a project in the daemon's environment. */
export function tokenInEnvironment(projectId: string, environment: NodeJS.ProcessEnv): string | undefined {
  const own = environment[`GITHUB_TOKEN_${projectId.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`];
  return [own, environment['GITHUB_TOKEN'], environment['GH_TOKEN']].find((one) => (one ?? '') !== '');
}
