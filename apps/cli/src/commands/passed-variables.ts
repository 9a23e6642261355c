import { type ProjectConfigInput, TaskError } from '@poppobuilder/core';

/**
 * Returns the variables of `--pass` with their values, as configuration for the environment of commands; `undefined`
 * without any. Throws `INVALID_CONFIG` that names those that are not set.
 */
export function passedVariables(
  names: readonly string[],
  environment: NodeJS.ProcessEnv,
): Pick<ProjectConfigInput, 'environment'> | undefined {
  if (names.length === 0) return undefined;
  const missing = names.filter((name) => environment[name] === undefined);
  if (missing.length > 0) {
    const message = `--pass names ${missing.join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} not set.`;
    const hint = 'Set it in the environment of poppo, or in the file of --env-file.';
    throw new TaskError({ code: 'INVALID_CONFIG', message, hint });
  }
  return { environment: Object.fromEntries(names.map((name) => [name, environment[name] ?? ''])) };
}
