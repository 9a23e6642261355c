import { composeConfigSchema } from '@poppobuilder/core/runner-kit';
import { daemonConfigSchema } from '@poppobuilder/daemon/configuration';
import { Output } from '../output/output.ts';
import { findInstalledPlugins } from '../plugins/find-installed-plugins.ts';
import { inspectPlugins } from '../plugins/inspect-plugins.ts';
import { addProjects } from '../tasks/add-projects.ts';
import { withWarnings } from './on-pool-warnings.ts';

/** Flags of `poppo config schema`. */
export interface ConfigSchemaOptions {
  /** Paths of additional plugins. */
  readonly plugin: readonly string[];
}

/**
 * Prints the JSON Schema of both configuration files, that of a daemon and that of a project, with the sections and triggers of all plugins of this folder. A process without
 * permissions runs their schemas. Rejects with `PLUGIN_INVALID` when the plugins cannot be used.
 */
export async function printConfigSchema({ plugin: named }: ConfigSchemaOptions): Promise<void> {
  await withWarnings(async () => {
    addProjects([]);
    const { from, packages } = findInstalledPlugins(named);
    const plugins = await inspectPlugins(
      packages.map(({ specifier }) => specifier),
      from,
    );
    const sections = new Map(plugins.flatMap(({ sectionSchemas }) => Object.entries(sectionSchemas)));
    const triggers = plugins.flatMap((plugin) =>
      plugin.triggers.map(({ type, configuration }) => [type, configuration] as const),
    );
    const schema = daemonConfigSchema(composeConfigSchema([...sections]), Object.fromEntries(triggers));
    const stdout = new Output(process.stdout);
    stdout.write(`${JSON.stringify(schema, undefined, 2)}\n`);
    await stdout.flush();
  });
}
