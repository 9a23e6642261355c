import { isNode } from '@poppobuilder/core/runner-kit';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';
import { webOriginOf } from '../projects/web-url.ts';

/** Where a repository is cloned from, and the token for it. */
export interface CloneSource {
  readonly url: string;
  readonly token?: string | undefined;
}

/** Returns where the repository of a project is cloned from, by its section `github`. */
export function cloneUrlOf({
  repository,
  sections,
}: Pick<ProjectConfiguration, 'repository' | 'sections'>): string {
  const github = isNode(sections['github']) ? sections['github'] : {};
  const { cloneUrl } = github as { readonly cloneUrl?: string };
  return cloneUrl ?? `${webOriginOf({ sections })}/${repository}.git`;
}

/** Returns the token for a project in the daemon's environment. */
export function tokenInEnvironment(projectId: string, environment: NodeJS.ProcessEnv): string | undefined {
  const own = environment[`GITHUB_TOKEN_${projectId.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`];
  return [own, environment['GITHUB_TOKEN'], environment['GH_TOKEN']].find((one) => (one ?? '') !== '');
}
