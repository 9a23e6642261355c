import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it, vi } from 'vitest';
import { fakeCommandRunner } from '../fakes/fake-command-runner.ts';
import plugin from '../fixtures/echo-plugin.ts';
import waiting from '../fixtures/liars/ignored-cancel.ts';
import { createTestProject } from '../project/create-test-project.ts';
import { runTask } from './run-task.ts';

const module = new URL('../fixtures/echo-plugin.ts', import.meta.url);
const config = { registry: { url: 'https://registry.invalid' } };
const secrets = { registry: 'tok_4Kd8sW1zQp', own: 'tok_9Lm3xC' };

/** Without bubblewrap the sandbox is missing. */
const isolationModes = inject('isolationModes' as never) as readonly ('process' | 'sandbox')[];

describe.each([{ isolation: undefined }, ...isolationModes.map((isolation) => ({ isolation }))])(
  'with the isolation $isolation',
  ({ isolation }) => {
    it('a task gets its project, its configuration and its secrets', async () => {
      await using project = await createTestProject({ files: { 'a.txt': '' } });
      const { result, error, events, metrics } = await runTask(
        module,
        { type: 'echo' },
        { project, config, secrets, isolation },
      );
      expect(error).toBeUndefined();
      expect(result).toMatchObject({ url: config.registry.url, tokens: [14, 10], files: ['a.txt'] });
      expect(result?.['pid'] === process.pid).toBe(isolation === undefined);
      expect(events.map(({ event }) => event)).toContain('task-completed');
      expect(metrics.overall).toMatchObject({ tasksExecuted: 1, tasksSucceeded: 1 });
      expect(existsSync(join(project.path, '.poppo/credentials.json'))).toBe(false);
    });
  },
);

it("a task never gets the secrets of the host's environment", async () => {
  vi.stubEnv('REGISTRY_TOKEN', 'tok_of_the_user');
  try {
    const { result } = await runTask(plugin, { type: 'echo' });
    expect(result).toMatchObject({ url: 'none', tokens: [4, 0], files: [] });
  } finally {
    vi.unstubAllEnvs();
  }
});

it('a plugin may be given by its path', async () => {
  expect((await runTask(fileURLToPath(module), { type: 'echo' })).result).toMatchObject({ success: true });
});

it('a signal cancels the task', async () => {
  const signal = AbortSignal.abort('enough');
  const { error, events } = await runTask(waiting, { type: 'probe' }, { signal });
  expect(error).toMatchObject({ code: 'TASK_CANCELLED' });
  expect(error?.message).toContain('enough');
  expect(events.map(({ event }) => event)).not.toContain('task-started');
});

const { service } = fakeCommandRunner();

it.each([
  ['an unknown type', () => runTask(plugin, { type: 'ecko' }), 'UNKNOWN_TASK_TYPE', 'ecko'],
  ['a field that is not known', () => runTask(plugin, { type: 'echo', x: 1 }), 'INVALID_TASK', 'x'],
  ['something else than a plugin', () => runTask({} as never, { type: 'echo' }), 'PLUGIN_INVALID', 'name'],
  ['a module that is not there', () => runTask('./none.js', { type: 'echo' }), 'PLUGIN_INVALID', 'none.js'],
  [
    'a function in a worker',
    () => runTask(plugin, { type: 'echo' }, { isolation: 'process' }),
    'INVALID_CONFIG',
    '"plugin"',
  ],
  [
    'a service in a worker',
    () => runTask(module, { type: 'echo' }, { isolation: 'process', services: [service] }),
    'INVALID_CONFIG',
    '"services"',
  ],
  [
    'a secret with parts that is one text',
    () => runTask(plugin, { type: 'echo' }, { secrets: { own: { a: 'b' } } }),
    'INVALID_CONFIG',
    '"own"',
  ],
])('for %s it resolves with the error', async (_what, run, code, text) => {
  const { error, result } = await run();
  expect(result).toBeUndefined();
  expect(error).toMatchObject({ code, message: expect.stringContaining(text) as string });
});
