import { Command, InvalidArgumentError, Option } from 'commander';
import type { ExportTasksOptions } from './commands/export-tasks.ts';
import type { ImportTasksOptions } from './commands/import-tasks.ts';
import { addLimitOptions, LIMIT_NAMES, MAX_NUMBER } from './commands/limit-options.ts';
import type { ListPluginsOptions } from './commands/list-plugins.ts';
import type { RunOptions } from './commands/run.ts';
import { readVersion } from './read-version.ts';

const ISOLATIONS = ['auto', 'process', 'sandbox'];

const EXIT_CODES = `
Exit codes:
  0    every task is done
  1    a task failed
  2    the input, the configuration or the command line was refused; nothing ran
  124  a task ran out of time
  130  a task was cancelled`;

const DATABASE =
  'address of a Postgres (default: DATABASE_URL, else the folder "database" of POPPOBUILDER_HOME)';

const TRANSFER = `
Exit codes:
  0    everything was moved
  1    it failed on the way: nothing was imported
  2    it was refused: the file, the database or the command line
  130  it was stopped by a signal: nothing was exported or imported

In one step, without workers: poppo export - | poppo import - --database postgresql://user@host/database`;

/** The commands and flags of `poppo`. What a command does is loaded when it is called. */
export function createProgram(): Command {
  const program = new Command('poppo')
    .description('Runs tasks, each in the context of its own project.')
    .version(readVersion(), '-v, --version')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', EXIT_CODES);

  const runCommand = program
    .command('run')
    .description('Runs the task in a JSON file, or the tasks of an array one after the other.')
    .argument('<file>', 'file with a task or an array of tasks, or - for standard input')
    .option('--json', 'write events to standard output, one JSON object a line')
    .option('--timeout <ms>', 'milliseconds for each task that names no timeout', parseTimeout)
    .option('--env-file <file>', 'fill the environment of poppo from a file; variables already set win')
    .addOption(
      new Option('--pass <name>', 'hand this variable on to commands and agents (repeatable)')
        .argParser(append)
        .default([], 'none'),
    )
    .addOption(
      new Option('--allowed-root <folder>', 'refuse projects outside this folder (repeatable)')
        .argParser(append)
        .default([], 'any folder'),
    )
    .addOption(
      new Option('--isolation <kind>', 'how workers are kept apart (default: auto)').choices(ISOLATIONS),
    )
    .addOption(
      new Option('--readable <folder>', 'let sandboxed tasks read this folder, too (repeatable)')
        .argParser(append)
        .default([], 'none'),
    )
    .addOption(pluginOption())
    .option('--cache', 'give the results of earlier runs again where nothing has changed for them')
    .option('--no-cache', 'run every task, and keep no result, whatever the tasks say')
    .addOption(
      new Option('--in-process', 'run the tasks in this process, without isolation').conflicts([
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

  program
    .command('plugins')
    .description('Lists the plugins that `poppo run` has here, and their task types.')
    .addOption(pluginOption())
    .option('--json', 'write one JSON object a line')
    .action(async (options: ListPluginsOptions) => {
      const { listPlugins } = await import('./commands/list-plugins.ts');
      await listPlugins(options);
      process.exitCode = 0;
    });

  program
    .command('export')
    .description(
      'Writes all tasks, their history and the schedules into a new file, to be imported elsewhere.',
    )
    .argument('<file>', 'file to make, or - for standard output')
    .option('--database <url>', DATABASE)
    .option('--force', 'also while tasks run; they run once more after the import')
    .addHelpText('after', TRANSFER)
    .action(async (file: string, options: ExportTasksOptions) => {
      const { exportTasks } = await import('./commands/export-tasks.ts');
      await exportTasks(file, options);
      process.exitCode = 0;
    });

  program
    .command('import')
    .description('Takes in what an export holds, all or nothing, into a database that has no tasks yet.')
    .argument('<file>', 'file that was exported, or - for standard input')
    .option('--database <url>', DATABASE)
    .addHelpText('after', TRANSFER)
    .action(async (file: string, options: ImportTasksOptions) => {
      const { importTasks } = await import('./commands/import-tasks.ts');
      await importTasks(file, options);
      process.exitCode = 0;
    });

  return program;
}

function parseTimeout(text: string): number {
  const timeout = /^\d+$/.test(text) ? Number(text) : 0;
  if (timeout >= 1 && timeout <= MAX_NUMBER) return timeout;
  throw new InvalidArgumentError(`It must be a whole number of milliseconds from 1 to ${MAX_NUMBER}.`);
}

const pluginOption = (): Option =>
  new Option('--plugin <path>', 'load the plugin in this folder or module, too (repeatable)')
    .argParser(append)
    .default([], 'none');

const append = (value: string, earlier: readonly string[]): string[] => [...earlier, value];
