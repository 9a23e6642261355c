import { call } from '@orpc/server';
import type { TaskFilter } from '@poppobuilder/engine';
import { expect, it } from 'vitest';
import type { DaemonContext } from '../daemon-context.ts';
import { PROJECT } from '../fixtures/daemon-world.ts';
import { issueRoutes } from './issue-routes.ts';

/** A daemon with open tasks of the repository `acme/shop`, the newest first. */
function daemonWith(keys: readonly string[]): DaemonContext {
  const tasks = keys.map((key) => ({ id: key, key, type: 'process-issue' }));
  const list = async ({ key, limit = 50 }: TaskFilter & { readonly limit?: number }) => ({
    tasks: tasks.filter((task) => key === undefined || task.key === key).slice(0, limit),
  });
  const explain = async () => ({ state: 'running', waitingFor: [] });
  return {
    engine: { tasks: { list, explain } },
    configuration: () => ({ projects: { shop: { ...PROJECT, path: '/srv/shop' } } }),
    repositoryOf: () => 'acme/shop',
    github: { get: async () => undefined },
  } as unknown as DaemonContext;
}

it('the tasks of an issue are found behind any number of others', async () => {
  const others = Array.from({ length: 1_000 }, (_, index) => `acme/shop#${index + 100}`);
  const context = {
    daemon: daemonWith([...others, 'acme/shop#7']),
    caller: { role: 'viewer', name: 'a test' },
  } as const;
  const explained = await call(issueRoutes.explain, { project: 'shop', number: 7 }, { context });
  expect(explained.tasks).toMatchObject([{ id: 'acme/shop#7', state: 'running' }]);
});
