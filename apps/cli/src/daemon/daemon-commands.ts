import type { Command } from 'commander';
import { addControlCommands } from './control-commands.ts';
import type { ClientOptions } from './run-client.ts';
import { addTaskCommands } from './task-commands.ts';
import { clientCommand } from './client-command.ts';
import type { StartOptions } from './start.ts';

/** Adds the commands that start a daemon and talk to it. The code of each is loaded when it is run. */
export function addDaemonCommands(program: Command): void {
  program
    .command('start')
    .description('Starts the daemon, which runs until it is stopped.')
    .option(
      '--config <file>',
      'configuration file (default: poppobuilder.config.* of this folder, or above it)',
    )
    .option('--detach', 'run in the background')
    .option('--log-file <file>', 'write the log to this file, which is rotated, instead of standard error')
    .option('--json', 'write one line of JSON when it is ready')
    .action(async (options: StartOptions) => {
      if (options.detach === true) {
        const { startDetached } = await import('./start-detached.ts');
        await startDetached(options);
        return;
      }
      const { start } = await import('./start.ts');
      await start(options);
    });

  program
    .command('stop')
    .description('Stops the daemon of this machine once running tasks have finished.')
    .option('--json', 'write one line of JSON when it has stopped')
    .action(async (options: ClientOptions) => {
      const { stop } = await import('./stop.ts');
      await stop(options);
    });

  clientCommand(program, 'status', 'Shows what the daemon is doing.').action(
    async (options: ClientOptions) => {
      const { status } = await import('./status.ts');
      await status(options);
    },
  );

  clientCommand(
    program,
    'top',
    'Shows what runs, what waits and why, and what it costs, live in a terminal.',
  ).action(async (options: ClientOptions) => {
    const { top } = await import('../top/top.ts');
    await top(options);
  });

  addTaskCommands(program);
  addControlCommands(program);
}
