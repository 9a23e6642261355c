import type { Command } from 'commander';
import { append } from '../commands/plugin-commands.ts';
import type { ChangeTaskOptions, TaskChange } from './change-task.ts';
import { clientCommand } from './client-command.ts';
import type { LogsOptions } from './logs.ts';
import type { ClientOptions } from './run-client.ts';
import type { SubmitTasksOptions } from './submit.ts';
import type { TasksOptions } from './tasks.ts';

/** Adds the commands for tasks. */
export function addTaskCommands(program: Command): void {
  clientCommand(program, 'submit', 'Submits the tasks of a JSON file.')
    .argument('<file>', 'file with a task or an array of tasks, or - for standard input')
    .option('--wait', 'wait until they end, and print their results')
    .option('--tag <tag>', 'what the tasks are called, to find them by (repeatable)', append)
    .action(async (file: string, options: SubmitTasksOptions) => {
      const { submitTasks } = await import('./submit.ts');
      process.exitCode = await submitTasks(file, options);
    });

  clientCommand(program, 'tasks', 'Lists tasks, newest first.')
    .option('--state <state>', 'only tasks in this state (repeatable)', append)
    .option('--project <id>', 'only tasks of this project')
    .option('--type <type>', 'only tasks of this type')
    .option('--key <key>', 'only tasks with this key, such as acme/shop#12')
    .option('--text <text>', 'only tasks with this text in their id, type, key or fields')
    .option('--tag <tag>', 'only tasks with this tag (repeatable)', append)
    .option('--label <label>', 'only tasks that need a consumer with this label (repeatable)', append)
    .option('--reason <code>', 'only tasks that wait for this reason first, such as HOLD')
    .option(
      '--created-after <time>',
      'only tasks that were submitted at that time or later, such as 2026-12-01T09:00:00Z',
    )
    .option('--created-before <time>', 'only tasks that were submitted before that time')
    .option('--finished-after <time>', 'only tasks that ended at that time or later')
    .option('--finished-before <time>', 'only tasks that ended before that time')
    .option('--limit <count>', 'how many at most (default: 50)')
    .action(async (options: TasksOptions) => {
      const { listTasks } = await import('./tasks.ts');
      await listTasks(options);
    });

  clientCommand(program, 'show', 'Shows everything that is known about a task.')
    .argument('<id>', 'id of the task')
    .action(async (id: string, options: ClientOptions) => {
      const { show } = await import('./show.ts');
      await show(id, options);
    });

  clientCommand(program, 'explain', 'Says why a task, an issue or a project waits.')
    .argument('<what>', 'id of a task, an issue such as shop#12, or id of a project')
    .action(async (what: string, options: ClientOptions) => {
      const { explain } = await import('./explain.ts');
      await explain(what, options);
    });

  clientCommand(program, 'logs', 'Shows the log of a task.')
    .argument('<id>', 'id of the task')
    .option('-f, --follow', 'go on until the task ends')
    .action(async (id: string, options: LogsOptions) => {
      const { logs } = await import('./logs.ts');
      await logs(id, options);
    });

  const cancel = taskCommand(program, 'cancel', 'Cancels a task.');
  cancel.option('--reason <text>', 'why').option('--subtree', 'also the tasks that depend on it');
  const retry = taskCommand(program, 'retry', 'Retries a task that did not succeed.');
  retry.option('--subtree', 'also the tasks that ended because of it');
  const approve = taskCommand(program, 'approve', 'Gives the approval that a task waits for.');
  approve
    .option('--comment <text>', 'what is noted in its history')
    .option('--asked <message>', 'what explain said; if the task asks for another approval by now, it fails');
  const reject = taskCommand(
    program,
    'reject',
    'Refuses the approval that a task waits for, which cancels it.',
  );
  reject.option('--reason <text>', 'why');
}

function taskCommand(program: Command, name: TaskChange, description: string): Command {
  return clientCommand(program, name, description)
    .argument('<id>', 'id of the task')
    .action(async (id: string, options: ChangeTaskOptions) => {
      const { changeTask } = await import('./change-task.ts');
      await changeTask(name, id, options);
    });
}
