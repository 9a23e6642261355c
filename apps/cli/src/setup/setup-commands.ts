import type { Command } from 'commander';
import type { DoctorOptions } from './doctor.ts';
import type { InitOptions } from './init.ts';

/** Adds the commands that set a daemon up, and find out what is wrong with it. They need no daemon. */
export function addSetupCommands(program: Command): void {
  program
    .command('init')
    .description('Writes poppobuilder.config.ts into this folder, and sets up the repository on GitHub.')
    .option('-y, --yes', 'do not ask')
    .action(async (options: InitOptions) => {
      const { init } = await import('./init.ts');
      await init(options);
      process.exitCode = 0;
    });

  program
    .command('doctor')
    .description('Tries everything that the daemon needs, and says how to fix what does not work.')
    .option(
      '--config <file>',
      'configuration file (default: poppobuilder.config.* of this folder, or above it)',
    )
    .option('--deep', 'also ask the agent for a one-word answer, which costs a little')
    .option('--json', 'write JSON, one finding a line')
    .addHelpText('after', EXIT_CODES)
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import('./doctor.ts');
      process.exitCode = await doctor(options);
    });
}

const EXIT_CODES = `
Exit codes:
  0  everything works
  1  something does not`;
