import type { Schedule } from '@poppobuilder/engine';
import { api } from './implementer.ts';
import { orNotFound } from './not-found.ts';
import { toJson } from './to-json.ts';

/** The routes of schedules. */
export const scheduleRoutes = api.schedules.router({
  list: api.schedules.list.handler(async ({ context: { daemon } }) => ({
    items: toJson((await daemon.engine.schedules.list()).map(viewOf)),
  })),
  pause: api.schedules.pause.handler(async ({ input: { id }, context: { daemon } }) =>
    toJson(viewOf(await ofSchedule(id, async () => daemon.engine.schedules.pause(id)))),
  ),
  resume: api.schedules.resume.handler(async ({ input: { id }, context: { daemon } }) =>
    toJson(viewOf(await ofSchedule(id, async () => daemon.engine.schedules.resume(id)))),
  ),
  run: api.schedules.run.handler(async ({ input: { id }, context: { daemon } }) =>
    ofSchedule(id, async () => daemon.engine.schedules.run(id)),
  ),
});

const ofSchedule = async <Result>(id: string, operation: () => Promise<Result>): Promise<Result> =>
  orNotFound(
    { message: `There is no schedule "${id}".`, hint: '`poppo schedule list` lists them.' },
    operation,
  );

const viewOf = ({ isPaused, ...schedule }: Schedule) => ({ ...schedule, paused: isPaused });
