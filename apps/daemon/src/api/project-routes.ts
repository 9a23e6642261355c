import type { Hold } from '@poppobuilder/engine';
import type { DaemonContext } from '../daemon-context.ts';
import { webUrlOf } from '../projects/web-url.ts';
import { findPause, pauseProject, resumeProject } from '../pauses/pauses.ts';
import { findProject } from './find-project.ts';
import { api } from './implementer.ts';
import { futureTime } from './invalid-request.ts';
import { toJson } from './to-json.ts';

/** The routes of projects. */
export const projectRoutes = api.projects.router({
  list: api.projects.list.handler(async ({ context: { daemon } }) => {
    const holds = await daemon.engine.holds.list();
    const ids = Object.keys(daemon.configuration().projects);
    return { items: ids.map((id) => viewOf(daemon, id, holds)) };
  }),
  get: api.projects.get.handler(async ({ input: { id }, context: { daemon } }) => {
    findProject(daemon, id);
    return viewOf(daemon, id, await daemon.engine.holds.list());
  }),
  details: api.projects.details.handler(async ({ input: { id }, context: { daemon } }) => {
    const project = findProject(daemon, id);
    const { settings, warnings } = daemon.projects.settings(id, project);
    const triggers = await daemon.projects.triggers(id, project);
    return toJson({
      settings: [...settings],
      warnings: [...warnings],
      triggers: [...triggers],
      workers: daemon.pool.workerUsage(),
    });
  }),
  pause: api.projects.pause.handler(async ({ input: { id, reason, until }, context }) => {
    const { daemon, caller } = context;
    findProject(daemon, id);
    await pauseProject(daemon.engine, id, {
      reason,
      by: caller.name,
      until: until === undefined ? undefined : futureTime('until', until),
    });
    return viewOf(daemon, id, await daemon.engine.holds.list());
  }),
  resume: api.projects.resume.handler(async ({ input: { id }, context: { daemon } }) => {
    findProject(daemon, id);
    await resumeProject(daemon.engine, id);
    return viewOf(daemon, id, await daemon.engine.holds.list());
  }),
});

function viewOf(daemon: DaemonContext, id: string, holds: readonly Hold[]) {
  const project = findProject(daemon, id);
  const { path, repository, concurrency, weight, priority, approval } = project;
  const name = daemon.repositoryOf(id);
  const pause = findPause(holds, id);
  return toJson({
    id,
    path,
    repository,
    url: name === undefined ? undefined : webUrlOf(project, name),
    concurrency,
    weight,
    priority,
    approval,
    isPaused: pause !== undefined,
    pause: pause && { reason: pause.reason.message, until: pause.until, by: pause.by },
  });
}
