import type { Secret } from '@poppobuilder/core';
import type { SectionDeclaration } from '@poppobuilder/core/runner-kit';
import { type Credentials, writeCredentials } from './write-credentials.ts';
import { hostWithoutSecrets, placeFor } from './secret-sources.ts';

/** Secrets where a runner looks for them: in the environment that it gets, and in a file of the project. */
export interface PlacedSecrets {
  readonly environment: NodeJS.ProcessEnv;
  /** Puts the project's file back as it was. */
  readonly remove: () => Promise<void>;
}

/**
 * Puts secrets where a runner looks for them.
 *
 * @param sections - sections of the plugin, which declare where their secrets come from
 */
export async function placeSecrets(
  projectPath: string,
  given: Readonly<Record<string, Secret>>,
  sections: readonly Pick<SectionDeclaration, 'secrets'>[],
): Promise<PlacedSecrets> {
  const declared = sections.flatMap(({ secrets }) => secrets);
  const environment = hostWithoutSecrets(declared);
  const credentials: Credentials = { keys: {}, secrets: {} };
  for (const [name, secret] of Object.entries(given)) {
    const declaration = declared.find((candidate) => candidate.name === name);
    const place = placeFor(name, secret, declaration);
    Object.assign(environment, place.variables);
    Object.assign(credentials.keys, place.keys);
    Object.assign(credentials.secrets, place.own);
  }
  return { environment, remove: await writeCredentials(projectPath, credentials) };
}
