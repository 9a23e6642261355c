import { findSecrets } from '../secrets/find-secrets.ts';
import { isMaskable } from '../secrets/secret-values.ts';
import type { Secret } from '../services/define-service.ts';
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
  const variables = {
    ...environment,
    ...config.agent?.environment,
    ...(typeof agentSecrets === 'object' ? agentSecrets : {}),
  };
  const found = [findSecrets(variables), findSecrets([cloneUrl, baseUrl, origin])];
  const githubToken = typeof github === 'object' ? github['privateKey'] : github;
  const named = Object.entries(own).map(([name, secret]) => [`secrets.${name}`, secret] as const);
  const given = [...named, ['githubToken', githubToken] as const].filter(
    (entry): entry is readonly [string, string] => typeof entry[1] === 'string',
  );
  return {
    texts: [...given.map(([, text]) => text), ...found.flatMap(({ texts }) => texts)],
    unmasked: [
      ...given.filter(([, text]) => !isMaskable(text)).map(([name]) => name),
      ...(found[0]?.unmasked ?? []),
    ],
  };
}
