import { type Command, CommanderError, Option } from 'commander';
import type { ChangePluginsOptions } from './confirm-change.ts';
import type { ListPluginsOptions } from './list-plugins.ts';
import type { CheckConfigOptions } from './check-config.ts';
import type { ConfigSchemaOptions } from './print-config-schema.ts';

const JSON_FLAG = ['--json', 'write JSON, one value a line'] as const;

/** Adds the commands of `poppo plugins`, which alone is `poppo plugins list`. */
export function addPluginCommands(program: Command): void {
  const plugins = program
    .command('plugins')
    .description('Lists, inspects, adds and removes plugins.')
    .addHelpText('after', '\nWithout a command it lists the plugins.');

  plugins
    .command('list', { isDefault: true })
    .description('Lists the plugins that `poppo run` uses in this folder, with their task types.')
    .addOption(pluginOption())
    .option(...JSON_FLAG)
    // What is no command of `poppo plugins` arrives here.
    .allowExcessArguments()
    .action(async (options: ListPluginsOptions, { args: [unknown] }: Command) => {
      if (unknown !== undefined) await refuseCommand(unknown, plugins);
      const { listPlugins } = await import('./list-plugins.ts');
      await listPlugins(options);
      process.exitCode = 0;
    });

  plugins
    .command('inspect')
    .description('Shows the schemas, permissions, secrets and examples of a plugin.')
    .argument('<name>', 'name of the package')
    .addOption(pluginOption())
    .option(...JSON_FLAG)
    .action(async (name: string, options: ListPluginsOptions) => {
      const { inspectPlugin } = await import('./inspect-plugin.ts');
      await inspectPlugin(name, options);
      process.exitCode = 0;
    });

  plugins
    .command('add')
    .description('Installs a plugin into the nearest package.json, after showing what it may do.')
    .argument('<spec>', 'package as the package manager takes it: a name, a version, a tarball')
    .option('-y, --yes', 'do not ask')
    .action(async (spec: string, options: ChangePluginsOptions) => {
      const { addPlugin } = await import('./add-plugin.ts');
      await addPlugin(spec, options);
      process.exitCode = 0;
    });

  plugins
    .command('remove')
    .description('Removes a plugin from the nearest package.json.')
    .argument('<name>', 'name of the package')
    .option('-y, --yes', 'do not ask')
    .action(async (name: string, options: ChangePluginsOptions) => {
      const { removePlugin } = await import('./remove-plugin.ts');
      await removePlugin(name, options);
      process.exitCode = 0;
    });
}

async function refuseCommand(command: string, { commands }: Command): Promise<never> {
  const { nearest } = await import('@poppobuilder/core');
  const meant = nearest(
    command,
    commands.map((one) => one.name()),
  );
  const suggestion = meant === undefined ? '' : `\n(Did you mean ${meant}?)`;
  throw new CommanderError(1, 'commander.unknownCommand', `error: unknown command '${command}'${suggestion}`);
}

/** Adds the commands of `poppo config`. */
export function addConfigCommands(program: Command): void {
  const config = program.command('config').description('Helps with configurations.');
  config
    .command('schema')
    .description(
      'Prints the JSON Schema of poppobuilder.config.json and of config.json, with the sections of all plugins of this folder.',
    )
    .addOption(pluginOption())
    .action(async (options: ConfigSchemaOptions) => {
      const { printConfigSchema } = await import('./print-config-schema.ts');
      await printConfigSchema(options);
      process.exitCode = 0;
    });
  config
    .command('check')
    .description('Checks the configuration of a daemon, and lists every mistake.')
    .option(
      '--config <file>',
      'configuration file (default: poppobuilder.config.* of this folder, or above it)',
    )
    .option('--json', 'write JSON')
    .action(async (options: CheckConfigOptions) => {
      const { checkConfig } = await import('./check-config.ts');
      await checkConfig(options);
      process.exitCode = 0;
    });
}

/** Returns the flag that names plugins by path. */
export const pluginOption = (): Option =>
  new Option('--plugin <path>', 'also load the plugin in this folder or module (repeatable)')
    .argParser(append)
    .default([], 'none');

/** Collects the values of a flag that may be repeated. */
export const append = (value: string, earlier: readonly string[] = []): string[] => [...earlier, value];
