import { Argument, type Command, Option } from 'commander';
import type { OverrideOptions } from './budgets.ts';
import { clientCommand } from './client-command.ts';
import type { OpenOptions } from './open.ts';
import type { PauseOptions } from './projects.ts';
import type { ClientOptions } from './run-client.ts';
import type { CreateTokenOptions } from './tokens.ts';

/** Adds the commands for projects, schedules, budgets and access, and for completion. */
export function addControlCommands(program: Command): void {
  addProjectCommands(program);
  addScheduleCommands(program);
  addBudgetCommands(program);
  addTokenCommands(program);

  program
    .command('completion')
    .description('Prints the script that completes commands in a shell.')
    .addArgument(new Argument('<shell>', 'name of the shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: string) => {
      const { printCompletion } = await import('./completion.ts');
      printCompletion(shell);
      process.exitCode = 0;
    });

  program
    .command('complete', { hidden: true })
    .description('Prints what the script asks for.')
    .argument('[words...]')
    .allowUnknownOption()
    .action(async (words: readonly string[]) => {
      const { complete } = await import('./completion.ts');
      complete(words);
      process.exitCode = 0;
    });

  clientCommand(program, 'open', 'Opens the page of the daemon in a browser, signed in.')
    .addOption(
      new Option('--role <role>', 'what the browser may do')
        .choices(['viewer', 'operator'])
        .default('operator'),
    )
    .action(async (options: OpenOptions) => {
      const { open } = await import('./open.ts');
      await open(options);
    });
}

function addProjectCommands(program: Command): void {
  clientCommand(program, 'projects', 'Lists the projects of the daemon.').action(
    async (options: ClientOptions) => {
      const { listProjects } = await import('./projects.ts');
      await listProjects(options);
    },
  );

  clientCommand(program, 'pause', 'Keeps the tasks of a project from starting.')
    .argument('<project>', 'id of the project')
    .option('--reason <text>', 'the reason, shown by explain and projects')
    .option('--until <time>', 'when it ends by itself, in ISO 8601')
    .action(async (id: string, options: PauseOptions) => {
      const { pause } = await import('./projects.ts');
      await pause(id, options);
    });

  clientCommand(program, 'resume', 'Ends the pause of a project.')
    .argument('<project>', 'id of the project')
    .action(async (id: string, options: ClientOptions) => {
      const { resume } = await import('./projects.ts');
      await resume(id, options);
    });
}

function addScheduleCommands(program: Command): void {
  const schedule = program.command('schedule').description('Lists, runs, pauses and resumes schedules.');

  clientCommand(schedule, 'list', 'Lists schedules.').action(async (options: ClientOptions) => {
    const { listSchedules } = await import('./schedules.ts');
    await listSchedules(options);
  });

  clientCommand(schedule, 'run', 'Submits the task of a schedule now.')
    .argument('<id>', 'id of the schedule')
    .action(async (id: string, options: ClientOptions) => {
      const { runSchedule } = await import('./schedules.ts');
      await runSchedule(id, options);
    });

  for (const change of ['pause', 'resume'] as const) {
    const description = change === 'pause' ? 'Skips its occurrences.' : 'Continues with its next occurrence.';
    clientCommand(schedule, change, description)
      .argument('<id>', 'id of the schedule')
      .action(async (id: string, options: ClientOptions) => {
        const { changeSchedule } = await import('./schedules.ts');
        await changeSchedule(change, id, options);
      });
  }
}

function addBudgetCommands(program: Command): void {
  const budget = program.command('budget').description('Shows budgets, and raises a cap for a while.');

  clientCommand(budget, 'show', 'Shows caps and what was spent.').action(async (options: ClientOptions) => {
    const { showBudgets } = await import('./budgets.ts');
    await showBudgets(options);
  });

  clientCommand(budget, 'override', 'Raises a cap until a time.')
    .addOption(new Option('--all', 'the day of all projects together').conflicts(['project', 'issue']))
    .option('--project <id>', 'the day of this project')
    .option('--issue <number>', 'of this issue of the project')
    .option('--usd <amount>', 'by this amount, in US dollars')
    .option('--tokens <count>', 'by this number of tokens')
    .option('--runs <count>', 'by this number of runs')
    .requiredOption('--until <time>', 'when the cap counts again, in ISO 8601')
    .action(async (options: OverrideOptions) => {
      const { overrideBudget } = await import('./budgets.ts');
      await overrideBudget(options);
    });
}

function addTokenCommands(program: Command): void {
  const token = program.command('token').description('Creates, lists and revokes tokens of the API.');

  clientCommand(token, 'create', 'Creates a token, and shows it this once.')
    .addOption(
      new Option('--role <role>', 'what it may do').choices(['viewer', 'operator']).makeOptionMandatory(),
    )
    .requiredOption('--name <name>', 'what it is called')
    .action(async (options: CreateTokenOptions) => {
      const { createToken } = await import('./tokens.ts');
      await createToken(options);
    });

  clientCommand(token, 'list', 'Lists tokens.').action(async (options: ClientOptions) => {
    const { listTokens } = await import('./tokens.ts');
    await listTokens(options);
  });

  clientCommand(token, 'revoke', 'Revokes a token.')
    .argument('<name>', 'name of the token')
    .action(async (name: string, options: ClientOptions) => {
      const { revokeToken } = await import('./tokens.ts');
      await revokeToken(name, options);
    });
}
