import type { ProjectConfigInput, ResolvedPermissions } from '@poppobuilder/core';
import {
  CORE_KEYS,
  findProjectSecrets,
  isNode,
  type Node,
  omit,
  permitsSecret,
  type ProjectSettings,
  type SectionCheck,
  type SectionDeclaration,
  type SectionLayers,
  type SettingsData,
  taskFields,
} from '@poppobuilder/core/runner-kit';

/**
 * What a worker gets of a project's settings: of the secrets only those that it may have, and of the sections only those of
 * the plugins that it loads.
 */
export function settingsForWorker(
  settings: ProjectSettings,
  permissions: ResolvedPermissions,
  environment: Readonly<Record<string, string>>,
  declarations: readonly SectionDeclaration[],
): SettingsData {
  const { masker: _, ...data } = settings;
  const sections = permittedSections(settings.sections, permissions, declarations);
  const secrets = Object.fromEntries(
    Object.entries(settings.secrets).filter(([name]) => permitsSecret(permissions, name)),
  );
  const { origin } = settings;
  return {
    ...data,
    sections,
    environment,
    secrets,
    secretTexts: findProjectSecrets({ secrets, environment, sections, origin }).texts,
    // The host warns of them.
    unmaskedSecrets: [],
    warnings: [],
  };
}

function permittedSections(
  sections: ProjectSettings['sections'],
  permissions: ResolvedPermissions,
  declarations: readonly SectionDeclaration[],
): Readonly<Record<string, SectionLayers>> {
  const hidden = secretKeys(declarations, (secret) => permitsSecret(permissions, secret));
  const permitted = declarations.flatMap(({ name }) => {
    const layers = Object.hasOwn(sections, name) ? sections[name] : undefined;
    if (layers === undefined) return [];
    const { operator = {}, project } = layers;
    return [[name, { operator: omit(operator, hidden[name] ?? []), project }] as const];
  });
  return Object.fromEntries(permitted);
}

/**
 * A task's configuration without the secrets that its worker may not have, and without the sections of plugins that it does
 * not load: nobody says there which of their keys are secret.
 */
export function permittedConfig(
  config: ProjectConfigInput,
  permissions: ResolvedPermissions,
  declarations: readonly SectionDeclaration[],
): ProjectConfigInput {
  const hidden = secretKeys(declarations, (secret) => permitsSecret(permissions, secret));
  const owned = new Set([...CORE_KEYS, ...declarations.map(({ name }) => name)]);
  const others = Object.keys(config).filter((key) => !owned.has(key));
  return withoutKeys(omit(config, [...taskFields(declarations), ...others]), hidden);
}

/** What the process that checks sections may see of them: it has no permission for any secret. */
export function sectionsForCheck(
  { sources, layers }: SectionCheck,
  declarations: readonly SectionDeclaration[],
): SectionCheck {
  const hidden = secretKeys(declarations, () => false);
  return {
    sources: sources.map((source) => ({ ...source, sections: withoutKeys(source.sections, hidden) })),
    layers: Object.fromEntries(
      Object.entries(layers).map(([name, { operator = {}, project }]) => [
        name,
        { operator: omit(operator, hidden[name] ?? []), project },
      ]),
    ),
    hidden,
  };
}

/** Keys of sections that go with secrets which are not permitted. */
function secretKeys(
  declarations: readonly SectionDeclaration[],
  isPermitted: (secret: string) => boolean,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    declarations.map(({ name, secrets }) => [
      name,
      secrets.flatMap(({ name: secret, keys = [] }) => (isPermitted(secret) ? [] : keys)),
    ]),
  );
}

function withoutKeys(sections: Node, hidden: Readonly<Record<string, readonly string[]>>): Node {
  const kept = Object.entries(sections).map(([name, value]) => {
    const keys = hidden[name] ?? [];
    return [name, isNode(value) && keys.length > 0 ? omit(value, keys) : value] as const;
  });
  return Object.fromEntries(kept);
}
