import { isNode } from '@poppobuilder/core/runner-kit';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';

const PUBLIC_API = 'https://api.github.com';

/** Returns the origin of the pages of a project's GitHub, by its section `github`. */
export function webOriginOf({ sections }: Pick<ProjectConfiguration, 'sections'>): string {
  const github = isNode(sections['github']) ? sections['github'] : {};
  const { baseUrl = PUBLIC_API } = github as { readonly baseUrl?: string };
  const { origin } = new URL(baseUrl);
  return origin === PUBLIC_API ? 'https://github.com' : origin;
}

/** Returns where people look at a repository `owner/name` of a project. */
export function webUrlOf(project: Pick<ProjectConfiguration, 'sections'>, repository: string): string {
  const path = repository.split('/').map(encodeURIComponent).join('/');
  return `${webOriginOf(project)}/${path}`;
}
