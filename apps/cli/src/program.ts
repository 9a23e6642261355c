import { Command, InvalidArgumentError, Option } from 'commander';
import type { ExportTasksOptions } from './commands/export-tasks.ts';
import type { MigrateOptions } from './commands/migrate.ts';
import type { ImportTasksOptions } from './commands/import-tasks.ts';
import { addLimitOptions, LIMIT_NAMES, MAX_NUMBER } from './commands/limit-options.ts';
import { addDaemonCommands } from './daemon/daemon-commands.ts';
import { addConfigCommands, addPluginCommands, append, pluginOption } from './commands/plugin-commands.ts';
import type { RunOptions } from './commands/run-options.ts';
import { readVersion } from './read-version.ts';
import { addServiceCommands } from './service/service-commands.ts';
import { addSetupCommands } from './setup/setup-commands.ts';

const ISOLATIONS = ['auto', 'process', 'sandbox'];

const EXIT_CODES = `
Exit codes:
  0    every task succeeded
  1    a task failed
  2    nothing ran: the input, the configuration or the command line is invalid
  3    no daemon answers
  124  a task timed out
  130  a task was cancelled`;

const DATABASE = 'Postgres URL (default: DATABASE_URL, else the folder "database" in POPPOBUILDER_HOME)';

const TRANSFER = `
Exit codes:
  0    everything was transferred
  1    the transfer failed: nothing was imported
  2    the file, the database or the command line is invalid
  130  a signal stopped it: nothing was exported or imported

To transfer in one step while nothing runs: poppo export - | poppo import - --database postgresql://user@host/database`;

/** Creates the commands and flags of `poppo`. The code of a command is loaded when it is run. */
export function createProgram(): Command {
  const program = new Command('poppo')
    .description('Runs tasks, each in the context of its project.')
    .version(readVersion(), '-v, --version')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', EXIT_CODES);

  const runCommand = program
    .command('run')
    .description('Runs the task in a JSON file, or an array of tasks one at a time.')
    .argument('<file>', 'file with a task or an array of tasks, or - for standard input')
    .option('--json', 'write events to standard output, one JSON object per line')
    .option('--timeout <ms>', 'timeout for tasks without one, in milliseconds', parseTimeout)
    .option('--env-file <file>', 'load environment variables from a file; variables that are already set win')
    .addOption(
      new Option('--pass <name>', 'pass this variable to commands and agents (repeatable)')
        .argParser(append)
        .default([], 'none'),
    )
    .addOption(
      new Option('--allowed-root <folder>', 'refuse projects outside this folder (repeatable)')
        .argParser(append)
        .default([], 'any folder'),
    )
    .addOption(
      new Option('--isolation <kind>', 'how workers are isolated (default: auto)').choices(ISOLATIONS),
    )
    .addOption(
      new Option('--readable <folder>', 'also let sandboxed tasks read this folder (repeatable)')
        .argParser(append)
        .default([], 'none'),
    )
    .addOption(pluginOption())
    .option('--cache', 'reuse the results of earlier runs if nothing has changed')
    .option('--no-cache', 'run every task and store no results, whatever the tasks say')
    .addOption(
      new Option('--in-process', 'run tasks in this process, without isolation').conflicts([
        'isolation',
        ...LIMIT_NAMES,
      ]),
    )
    .addHelpText('after', EXIT_CODES)
    .action(async (file: string, options: RunOptions) => {
      const { run } = await import('./commands/run.ts');
      process.exitCode = await run(file, options);
    });
  addLimitOptions(runCommand);

  addSetupCommands(program);
  addDaemonCommands(program);
  addServiceCommands(program);
  addPluginCommands(program);
  addConfigCommands(program);

  program
    .command('export')
    .description('Exports all tasks, their history and the schedules to a new file.')
    .argument('<file>', 'file to create, or - for standard output')
    .option('--database <url>', DATABASE)
    .option('--force', 'export even while tasks are running; they run again after the import')
    .addHelpText('after', TRANSFER)
    .action(async (file: string, options: ExportTasksOptions) => {
      const { exportTasks } = await import('./commands/export-tasks.ts');
      await exportTasks(file, options);
      process.exitCode = 0;
    });

  program
    .command('import')
    .description('Imports an export into an empty database, all or nothing.')
    .argument('<file>', 'exported file, or - for standard input')
    .option('--database <url>', DATABASE)
    .addHelpText('after', TRANSFER)
    .action(async (file: string, options: ImportTasksOptions) => {
      const { importTasks } = await import('./commands/import-tasks.ts');
      await importTasks(file, options);
      process.exitCode = 0;
    });

  program
    .command('migrate')
    .description(
      'Rewrites the configuration of a project of PoppoBuilder Suite, or the task types in a file.',
    )
    .argument('[file]', 'file with a task or an array of tasks (default: .poppo/config.json of this folder)')
    .option('--dry-run', 'only print what would change')
    .action(async (file: string | undefined, options: MigrateOptions) => {
      const { migrate } = await import('./commands/migrate.ts');
      await migrate(file, options);
      process.exitCode = 0;
    });

  return program;
}

function parseTimeout(text: string): number {
  const timeout = /^\d+$/.test(text) ? Number(text) : 0;
  if (timeout >= 1 && timeout <= MAX_NUMBER) return timeout;
  throw new InvalidArgumentError(`It must be a whole number of milliseconds from 1 to ${MAX_NUMBER}.`);
}
