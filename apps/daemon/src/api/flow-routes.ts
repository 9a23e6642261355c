import { TaskError } from '@poppobuilder/core';
import { api } from './implementer.ts';
import { toJson } from './to-json.ts';

/** The routes of flows. */
export const flowRoutes = api.flows.router({
  get: api.flows.get.handler(async ({ input: { id }, context: { daemon } }) => {
    const flow = await daemon.engine.flows.get(id);
    if (flow !== undefined) return toJson(flow);
    throw new TaskError({ code: 'NOT_FOUND', message: `There is no flow "${id}".` });
  }),
});
