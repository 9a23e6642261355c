import type { PluginDescription } from '@poppobuilder/worker-pool';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';

/** What stands for everything that the configuration and the plugins do not name: labels must not grow without bounds. */
const OTHER = 'other';

/** Returns names as labels have them. */
export interface KnownNames {
  readonly type: (type: string) => string;
  readonly project: (id: string) => string;
  readonly route: (route: string) => string;
}

/** Returns the names that labels may have: the projects of the configuration, and what the plugins bring. */
export function knownNames(
  plugins: readonly PluginDescription[],
  configuration: () => DaemonConfiguration,
): KnownNames {
  const types = new Set(plugins.flatMap(({ handlers }) => handlers.map(({ type }) => type)));
  const routes = new Set(plugins.flatMap(({ triggers }) => triggers.map(({ webhook }) => webhook?.route)));
  return {
    type: (type) => (types.has(type) ? type : OTHER),
    project: (id) => (Object.hasOwn(configuration().projects, id) ? id : OTHER),
    route: (route) => (routes.has(route) ? route : OTHER),
  };
}
