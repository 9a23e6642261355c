import { delimiter, join } from 'node:path';
import { TaskExecutor } from '@poppobuilder/core';
import customCommand from '@poppobuilder/plugin-custom-command';
import { execa } from 'execa';
import { compare } from '../harness/compare.ts';
import { ProjectFolders } from '../harness/project-folders.ts';
import { ratioRow, type Row } from '../harness/row.ts';

/** A `custom-command` task of `true`, compared with execa alone. */
export async function benchCustomCommand(): Promise<Row[]> {
  using folders = new ProjectFolders();
  const projectPath = folders.add('project');
  const environment = { PATH: process.env['PATH'] ?? '', HOME: folders.add('user') };
  await using executor = new TaskExecutor({
    plugins: [customCommand],
    homeFolder: folders.add('home'),
    environment,
  });
  const task = { id: 'task', type: 'custom-command', projectId: 'project', projectPath, command: 'true' };
  const { signal } = new AbortController();
  const env = {
    ...environment,
    PATH: [join(projectPath, 'node_modules', '.bin'), environment.PATH].join(delimiter),
    POPPOBUILDER_PROJECT_ID: 'project',
    POPPOBUILDER_WORKER_ID: executor.workerId,
    POPPOBUILDER_TASK_ID: 'task',
  };
  const comparison = await compare(
    () => executor.execute(task),
    () => execa('true', [], { cwd: projectPath, env, extendEnv: false, cancelSignal: signal }),
    { rounds: 21, time: 300, unit: 'ms' },
  );
  return [ratioRow('custom-command of `true` in process / execa alone', comparison, 1.15)];
}
