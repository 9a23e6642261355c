import type { DaemonContext } from '../daemon-context.ts';
import { api } from './implementer.ts';

/** The route of the overview. */
export const overviewRoutes = api.overview.router({
  get: api.overview.get.handler(async ({ context: { daemon } }) => {
    const { engine, version, startedAt, status } = daemon;
    const [tasks, holds] = await Promise.all([engine.tasks.counts(), engine.holds.list()]);
    const { slots, projects } = daemon.configuration();
    return {
      version,
      pid: process.pid,
      url: status.url,
      state: status.isDraining ? ('draining' as const) : ('ready' as const),
      startedAt: startedAt.toISOString(),
      slots,
      running: status.running().length,
      tasks: { ...tasks },
      holds: holds.length,
      projects: Object.keys(projects).length,
      configuration: configurationOf(daemon),
      warnings: [...status.warnings],
    };
  }),
});

function configurationOf({ configuration, status }: DaemonContext): {
  file?: string | undefined;
  problem?: string | undefined;
} {
  return { file: configuration().file, problem: status.configurationProblem };
}
