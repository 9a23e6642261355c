import type { Command } from 'commander';
import type { InstallOptions, ServiceOptions } from './service.ts';

/** Adds the commands that install the daemon as a service of systemd or launchd. */
export function addServiceCommands(program: Command): void {
  const service = program
    .command('service')
    .description('Installs the daemon as a service of systemd or launchd.');

  command(service, 'install', 'Installs the service and starts it, now and with the system.')
    .option('--user <name>', 'user that a service of the system runs as')
    .option(
      '--config <file>',
      'configuration file (default: poppobuilder.config.* of this folder, or above it)',
    )
    .option('--print', 'only print the file of the service')
    .action(async (options: InstallOptions) => {
      const { install } = await import('./service.ts');
      await install(options);
    });

  command(service, 'uninstall', 'Stops the service and removes it.').action(
    async (options: ServiceOptions) => {
      const { uninstall } = await import('./service.ts');
      await uninstall(options);
    },
  );

  command(service, 'status', 'Shows whether the service is installed, and runs.').action(
    async (options: ServiceOptions) => {
      const { showService } = await import('./service.ts');
      await showService(options);
    },
  );
}

const command = (parent: Command, name: string, description: string): Command =>
  parent
    .command(name)
    .description(description)
    .option('--system', 'a service of the system instead of one of this user')
    .option('--json', 'write JSON, one value a line');
