import { CommandRunner, definePlugin, defineTaskHandler } from '@poppobuilder/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describePluginContract } from '../contract/describe-plugin-contract.ts';
import { fakeCommandRunner } from '../fakes/fake-command-runner.ts';
import { createTestProject } from '../project/create-test-project.ts';
import { runTask } from './run-task.ts';

const status = defineTaskHandler({
  type: 'status',
  description: 'Prints the status of the checkout.',
  input: z.strictObject({}),
  output: z.object({ text: z.string() }),
  permissions: { commands: true, files: 'read' },
  services: { commands: CommandRunner },
  async handle(_task, _context, { commands }) {
    const { stdout } = await commands.run('git', ['status', '--short']);
    return { success: true, text: stdout };
  },
});

const plugin = definePlugin({ name: '@acme/status', apiVersion: 1, handlers: [status] });

describePluginContract(plugin, { examples: [{ task: { type: 'status' } }] });

it('runs a task in a project of its own', async () => {
  const { result, events, metrics } = await runTask(plugin, { type: 'status' });
  expect(result).toEqual({ success: true, text: '' });
  expect(events.map(({ event }) => event)).toContain('task-completed');
  expect(metrics.overall.tasksSucceeded).toBe(1);
});

it('runs a task in a given project with a fake in place of a service', async () => {
  await using project = await createTestProject({ files: { 'notes/today.md': '' } });
  const commands = fakeCommandRunner({ 'git status': { stdout: 'M notes\n' } });
  const { result, logs } = await runTask(
    plugin,
    { type: 'status' },
    { project, services: [commands.service] },
  );
  expect(result).toMatchObject({ text: 'M notes\n' });
  expect(logs).toEqual([{ level: 'info', message: 'M notes\n', stream: 'stdout' }]);
  expect(commands.calls).toEqual([{ command: 'git', args: ['status', '--short'], options: {} }]);
});

it('resolves with the error of a task that failed, and of options that are not valid', async () => {
  const unknown = await runTask(plugin, { type: 'stats' });
  expect(unknown.error).toMatchObject({ code: 'UNKNOWN_TASK_TYPE' });
  const isolated = await runTask(plugin, { type: 'status' }, { isolation: 'process' });
  expect(isolated.error).toMatchObject({ code: 'INVALID_CONFIG' });
});
