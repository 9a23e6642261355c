import { isSecretName } from '../masking/secret-names.ts';
import { secretsInAddress } from '../masking/secrets-in-address.ts';
import type { Secret } from '../services/define-service.ts';
import type { Environment } from './environment.ts';
import type { ProjectConfig } from './project-config.ts';

/** Every text of a project that is to be masked: its secrets, values under secret names, and passwords in addresses. */
export function secretTexts(
  secrets: Readonly<Record<string, Secret>>,
  environment: Environment,
  config: ProjectConfig,
  origin = '',
): string[] {
  const { agent: agentSecrets, github, ...own } = secrets;
  const named = Object.entries({
    ...environment,
    ...config.agent?.environment,
    ...(typeof agentSecrets === 'object' ? agentSecrets : {}),
  });
  const { cloneUrl = '', baseUrl = '' } = config.github ?? {};
  const addresses = [...named.map(([, value]) => value), cloneUrl, baseUrl, origin];
  const token = typeof github === 'object' ? github['privateKey'] : github;
  return [
    ...[token, ...Object.values(own)].filter((secret) => typeof secret === 'string'),
    ...addresses.flatMap((address) => secretsInAddress(address)),
    ...named.filter(([name]) => isSecretName(name)).map(([, value]) => value),
  ];
}
