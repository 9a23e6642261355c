import { TaskError } from '@poppobuilder/core';
import { api } from './implementer.ts';
import { invalidField } from './invalid-request.ts';
import { toJson } from './to-json.ts';

const DEFAULT_LIMIT = 50;

/** The routes of dead letters. */
export const deadLetterRoutes = api.deadLetters.router({
  list: api.deadLetters.list.handler(async ({ input, context: { daemon } }) => {
    const { project, limit = DEFAULT_LIMIT, ...rest } = input;
    const letters = await daemon.engine.deadLetters
      .list({ ...rest, limit, projectId: project })
      .catch(refuseCursor);
    const last = letters.length === limit ? letters.at(-1) : undefined;
    return { items: toJson(letters), ...(last === undefined ? {} : { next: last.id }) };
  }),
  redrive: api.deadLetters.redrive.handler(async ({ input, context: { daemon } }) => {
    const { project, ...rest } = input;
    return { ids: await daemon.engine.deadLetters.redrive({ ...rest, projectId: project }) };
  }),
});

function refuseCursor(error: unknown): never {
  if (!TaskError.is(error) || error.code !== 'TASK_NOT_FOUND') throw error;
  throw invalidField('after', 'must be the "next" of a page');
}
