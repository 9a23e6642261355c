import type { SectionLayers } from '../configuration/resolve-section.ts';
import { findSecrets } from '../secrets/find-secrets.ts';
import { isMaskable } from '../secrets/secret-values.ts';
import type { Secret } from '../services/service-token.ts';
import type { Environment } from './environment.ts';

/** What is masked for a project, and what cannot be. */
export interface ProjectSecrets {
  /** Its secrets, values under secret names, and passwords in addresses. */
  readonly texts: readonly string[];
  /** Variables and secrets whose names say that they are secret, but whose values are too short or too common to be masked. */
  readonly unmasked: readonly string[];
}

/** Where a project's secrets may stand. */
export interface SecretHolders {
  readonly secrets: Readonly<Record<string, Secret>>;
  readonly environment: Environment;
  readonly sections: Readonly<Record<string, SectionLayers>>;
  readonly origin?: string | undefined;
}

/** Finds every secret text of a project. */
export function findProjectSecrets({
  secrets,
  environment,
  sections,
  origin,
}: SecretHolders): ProjectSecrets {
  const single = Object.entries(secrets).flatMap(([name, text]) =>
    typeof text === 'string' ? [{ place: `secrets.${name}`, text }] : [],
  );
  const grouped = Object.values(secrets).filter((secret) => typeof secret === 'object');
  const configured = Object.entries(sections).flatMap(([name, { operator, project }]) => [
    { [name]: operator },
    { [name]: project },
  ]);
  // Each by itself: the same variable may have another value for the processes of one secret.
  const found = [environment, ...grouped, ...configured].map((all) => findSecrets(all));
  return {
    texts: [
      ...single.map(({ text }) => text),
      ...found.flatMap(({ texts }) => texts),
      ...findSecrets([origin]).texts,
    ],
    unmasked: [
      ...new Set([
        ...single.filter(({ text }) => !isMaskable(text)).map(({ place }) => place),
        ...found.flatMap(({ unmasked }) => unmasked),
      ]),
    ],
  };
}
