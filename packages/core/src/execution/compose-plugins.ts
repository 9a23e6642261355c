import { composeSections, type SectionUse } from '../configuration/compose-sections.ts';
import type { ConfigSection } from '../configuration/config-section.ts';
import { checkPlugin } from '../plugin/check-plugin.ts';
import type { AnyServiceDefinition, Plugin } from '../plugin/define-plugin.ts';
import { pluginInvalid, type ServiceRegistry } from '../services/service-registry.ts';
import { HandlerRegistry } from './handler-registry.ts';

/** Checks plugins that did not come from `loadPlugins`. Throws `PLUGIN_INVALID` with everything that is wrong. */
export function checkPlugins(candidates: readonly unknown[]): Plugin[] {
  const problems: string[] = [];
  const plugins = candidates.flatMap((candidate, index) => {
    try {
      return [checkPlugin(candidate, `plugins[${index}]`)];
    } catch (error) {
      problems.push((error as Error).message);
      return [];
    }
  });
  if (problems.length > 0) throw pluginInvalid(problems);
  return plugins;
}

/** What plugins and services come to. */
export interface Composition {
  readonly handlers: HandlerRegistry;
  /** Each section once. */
  readonly sections: readonly ConfigSection[];
  readonly sectionUses: readonly SectionUse[];
}

/**
 * Registers the services of plugins and of the host, and returns the handlers and the sections of all. Throws
 * `PLUGIN_INVALID` with everything that is wrong.
 */
export function composePlugins(
  registry: ServiceRegistry,
  plugins: readonly Plugin[],
  services: readonly AnyServiceDefinition[],
): Composition {
  const handlers = new HandlerRegistry();
  const names = plugins.map(({ name }) => name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  if (repeated.size > 0) throw pluginInvalid([...repeated].map((name) => `${name} is given twice`));
  const problems = [
    ...services.flatMap((definition) => registry.add({ definition })),
    ...plugins.flatMap((plugin) => [
      ...handlers.addPlugin(plugin),
      ...plugin.services.flatMap((definition) => registry.add({ definition, plugin: plugin.name })),
    ]),
  ];
  for (const { services: tokens, type } of handlers.values()) {
    problems.push(...registry.check(tokens, `the handler "${type}"`));
  }
  problems.push(...registry.checkAll());
  const sectionUses = [
    ...plugins.flatMap(({ name: user, configuration }) =>
      configuration.map((section) => ({ section, user })),
    ),
    ...[...handlers.values()].flatMap(({ services: tokens, plugin = 'the app' }) =>
      registry.sectionUses(tokens, plugin),
    ),
    ...registry.addedSectionUses(),
  ];
  const composed = composeSections(sectionUses);
  problems.push(...composed.problems);
  if (problems.length > 0) throw pluginInvalid(problems);
  return { handlers, sections: composed.sections, sectionUses };
}
