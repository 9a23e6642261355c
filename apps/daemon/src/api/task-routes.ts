import { orConflict } from './conflict.ts';
import { api } from './implementer.ts';
import { submitTask } from './submit-task.ts';
import { engineFilter } from './task-filter.ts';
import { toJson } from './to-json.ts';

/** How many log entries are returned unless the request says it. */
const LOG_PAGE = 1_000;

/** How many parts of a transcript are returned unless the request says it. */
const TRANSCRIPT_PAGE = 200;

/** The routes of tasks. */
export const taskRoutes = api.tasks.router({
  list: api.tasks.list.handler(async ({ input: { limit, after, ...filter }, context: { daemon } }) => {
    const { tasks, next } = await daemon.engine.tasks.list({ ...engineFilter(filter), limit, after });
    const activity = await daemon.engine.tasks.activity(tasks.map(({ id }) => id));
    const items = tasks.map((task) => ({ ...task, ...activity.get(task.id) }));
    return { items: toJson(items), ...(next === undefined ? {} : { next }) };
  }),
  submit: api.tasks.submit.handler(async ({ input, context: { daemon } }) => submitTask(daemon, input)),
  get: api.tasks.get.handler(async ({ input: { id }, context: { daemon } }) => {
    const { tasks } = daemon.engine;
    const { logTail: _, ...task } = await tasks.get(id);
    const { waitingFor } = await tasks.explain(id);
    const activity = (await tasks.activity([id])).get(id);
    return toJson({
      ...activity,
      ...task,
      ...(waitingFor[0] === undefined ? {} : { waitingFor: waitingFor[0] }),
    });
  }),
  logs: api.tasks.logs.handler(async ({ input: { id, after, limit = LOG_PAGE }, context: { daemon } }) => {
    const entries = await daemon.engine.tasks.logs(
      id,
      after === undefined ? { tail: limit } : { after, limit },
    );
    const next = after !== undefined && entries.length === limit ? entries.at(-1)?.sequence : undefined;
    return { items: toJson(entries), ...(next === undefined ? {} : { next: String(next) }) };
  }),
  transcript: api.tasks.transcript.handler(
    async ({ input: { id, after = 0, limit = TRANSCRIPT_PAGE }, context: { daemon } }) => {
      const parts = await daemon.engine.tasks.transcript(id, { after, limit });
      const next = parts.length === limit ? parts.at(-1)?.sequence : undefined;
      return { items: parts.map(toJson), ...(next === undefined ? {} : { next: String(next) }) };
    },
  ),
  timeline: api.tasks.timeline.handler(async ({ input: { id }, context: { daemon } }) => ({
    items: toJson(await daemon.engine.tasks.timeline(id)),
  })),
  explain: api.tasks.explain.handler(async ({ input: { id }, context: { daemon } }) =>
    toJson(await daemon.engine.tasks.explain(id)),
  ),
  cancel: api.tasks.cancel.handler(async ({ input: { id, reason, subtree }, context }) => {
    const { engine } = context.daemon;
    const by = reason ?? `It was cancelled by ${context.caller.name}.`;
    const { state } = await engine.tasks.cancel(id, { reason: by, subtree });
    return { id, state };
  }),
  retry: api.tasks.retry.handler(async ({ input: { id, subtree }, context: { daemon } }) => {
    const { state } = await orConflict(async () => daemon.engine.tasks.retry(id, { subtree }));
    return { id, state };
  }),
  approve: api.tasks.approve.handler(async ({ input: { id, ...given }, context }) => {
    const by = context.caller.name;
    const { state } = await orConflict(async () => context.daemon.engine.tasks.approve(id, { ...given, by }));
    return { id, state };
  }),
  reject: api.tasks.reject.handler(async ({ input: { id, reason }, context }) => {
    const by = context.caller.name;
    const { state } = await orConflict(async () => context.daemon.engine.tasks.reject(id, { by, reason }));
    return { id, state };
  }),
});
