import { api } from './implementer.ts';
import { toJson } from './to-json.ts';

const DEFAULT_LIMIT = 50;

/** The routes of dead letters. */
export const deadLetterRoutes = api.deadLetters.router({
  list: api.deadLetters.list.handler(async ({ input, context: { daemon } }) => {
    const { project, limit = DEFAULT_LIMIT, ...rest } = input;
    const letters = await daemon.engine.deadLetters.list({ ...rest, limit, projectId: project });
    const last = letters.length === limit ? letters.at(-1) : undefined;
    return { items: toJson(letters), ...(last === undefined ? {} : { next: last.id }) };
  }),
  redrive: api.deadLetters.redrive.handler(async ({ input, context: { daemon } }) => {
    const { project, ...rest } = input;
    return { ids: await daemon.engine.deadLetters.redrive({ ...rest, projectId: project }) };
  }),
});
