import { nearest, TaskError } from '@poppobuilder/core';

/** Returns the error for the name of a plugin that is not there, with the nearest of those that are. */
export function unknownPlugin(name: string, known: readonly string[]): TaskError {
  const suggestion = nearest(name, known);
  const hint =
    suggestion === undefined
      ? 'Run `poppo plugins` to see those that are there.'
      : `Did you mean ${JSON.stringify(suggestion)}?`;
  const message = `There is no plugin ${JSON.stringify(name)} here.`;
  return new TaskError({ code: 'INVALID_CONFIG', message, hint });
}
