import type { Schedule } from '@poppobuilder/engine';
import { api } from './implementer.ts';
import { toJson } from './to-json.ts';

/** The routes of schedules. */
export const scheduleRoutes = api.schedules.router({
  list: api.schedules.list.handler(async ({ context: { daemon } }) => ({
    items: toJson((await daemon.engine.schedules.list()).map(viewOf)),
  })),
  pause: api.schedules.pause.handler(async ({ input: { id }, context: { daemon } }) =>
    toJson(viewOf(await daemon.engine.schedules.pause(id))),
  ),
  resume: api.schedules.resume.handler(async ({ input: { id }, context: { daemon } }) =>
    toJson(viewOf(await daemon.engine.schedules.resume(id))),
  ),
  run: api.schedules.run.handler(async ({ input: { id }, context: { daemon } }) =>
    daemon.engine.schedules.run(id),
  ),
});

const viewOf = ({ isPaused, ...schedule }: Schedule) => ({ ...schedule, paused: isPaused });
