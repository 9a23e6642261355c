import customCommand from '@poppobuilder/plugin-custom-command';
import { type Task, TaskExecutor, type TaskRunner } from '@poppobuilder/core';
import { type Isolation, WorkerPool } from '@poppobuilder/worker-pool';

// A program that has tasks run: node task-host.ts <isolation, or in-process> <home folder> <the task, as JSON>.

const [mode, homeFolder, task] = process.argv.slice(2);
const plugin = import.meta.resolve('@poppobuilder/plugin-custom-command');
const runner: TaskRunner =
  mode === 'in-process'
    ? new TaskExecutor({ homeFolder, plugins: [customCommand] })
    : new WorkerPool({ homeFolder, isolation: mode as Isolation, plugins: [plugin] });
const result = await runner.execute(JSON.parse(task ?? '') as Task);
await runner.close();
console.log(JSON.stringify(result));
