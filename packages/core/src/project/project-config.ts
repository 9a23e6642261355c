import type { ConfigSection } from '../configuration/config-section.ts';
import { CORE_KEYS } from '../configuration/core-keys.ts';
import { omit } from '../configuration/merge-layers.ts';
import { asSection, resolveSection, type SectionLayers } from '../configuration/resolve-section.ts';
import { TaskError } from '../errors/task-error.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';
import type { CoreConfig } from './core-config.ts';
import type { ProjectConfigInput } from './project-config-input.ts';
import { frozenData } from './frozen-copy.ts';

/** A project's resolved configuration. */
export interface ProjectConfig extends CoreConfig {
  /**
   * Returns a section, parsed by its schema and narrowed by what the file inside the project says.
   *
   * Throws `INVALID_CONFIG` when the section has mistakes, or lacks what its schema demands.
   */
  section<Value extends object>(section: ConfigSection<Value>): Value;
}

/** Token of the project's resolved configuration. */
export const ProjectConfig: ServiceToken<ProjectConfig> = createServiceToken<ProjectConfig>({
  id: '@poppobuilder/core/ProjectConfig',
  scope: 'project',
  component: 'config',
});

/** Returns the configuration of a project that services and handlers use. Sections are parsed when they are first read. */
export function createProjectConfig(
  config: CoreConfig,
  layers: Readonly<Record<string, SectionLayers>>,
): ProjectConfig {
  const resolved = new Map<ConfigSection, object>();
  const section = <Value extends object>(definition: ConfigSection<Value>): Value => {
    const known = resolved.get(definition);
    if (known !== undefined) return known as Value;
    const { name } = definition;
    const own = Object.hasOwn(layers, name) ? layers[name] : undefined;
    const { value, mistakes } = resolveSection(definition, own ?? {});
    if (value === undefined) {
      const message = `The section "${name}" of the project's configuration cannot be used: ${mistakes.join('; ')}.`;
      throw new TaskError({ code: 'INVALID_CONFIG', message, hint: 'Fix these, and run the task again.' });
    }
    const frozen = frozenData(value);
    resolved.set(definition, frozen);
    return frozen;
  };
  return Object.freeze({ ...config, section });
}

/** Returns a configuration that the operator alone has written. */
export function asProjectConfig(input: ProjectConfigInput): ProjectConfig {
  const names = Object.keys(input).filter((key) => !CORE_KEYS.has(key));
  const layers = names.map((name) => [name, { operator: asSection(input[name]) }] as const);
  return createProjectConfig(omit(input, names), Object.fromEntries(layers));
}
