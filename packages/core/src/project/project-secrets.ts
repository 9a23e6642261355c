import { findSecrets } from '../secrets/find-secrets.ts';
import { isMaskable } from '../secrets/secret-values.ts';
import type { Secret } from '../services/service-token.ts';
import type { Environment } from './environment.ts';
import type { ProjectConfig } from './project-config.ts';

/** What is masked for a project, and what cannot be. */
export interface ProjectSecrets {
  /** Its secrets, values under secret names, and passwords in addresses. */
  readonly texts: readonly string[];
  /** Variables and secrets whose names say that they are secret, but whose values are too short or too common to be masked. */
  readonly unmasked: readonly string[];
}

/** Finds every secret text of a project. */
export function findProjectSecrets(
  secrets: Readonly<Record<string, Secret>>,
  environment: Environment,
  config: ProjectConfig,
  origin?: string,
): ProjectSecrets {
  const { agent: agentSecrets, github, ...own } = secrets;
  const { cloneUrl, baseUrl } = config.github ?? {};
  const githubToken = typeof github === 'object' ? github['privateKey'] : github;
  const given = [
    ...Object.entries(own).map(([name, text]) => ({ place: `secrets.${name}`, text })),
    { place: 'githubToken', text: githubToken },
  ].filter((secret): secret is { place: string; text: string } => typeof secret.text === 'string');
  // Each by itself: the same variable may have another value for the agent.
  const variables = [environment, config.agent?.environment, agentSecrets].map((all) => findSecrets(all));
  const addresses = findSecrets([cloneUrl, baseUrl, origin]);
  const unmasked = [
    ...given.filter(({ text }) => !isMaskable(text)).map(({ place }) => place),
    ...variables.flatMap((found) => found.unmasked),
  ];
  return {
    texts: [...given.map(({ text }) => text), ...variables.flatMap(({ texts }) => texts), ...addresses.texts],
    unmasked: [...new Set(unmasked)],
  };
}
