import { resolve } from 'node:path';
import { taskFolderOn } from '@poppobuilder/core/runner-kit';

/** Variables by which a file would decide what the host runs, and whose settings it follows. */
const STEERING = /^(PATH|HOME|DATABASE_URL|XDG_STATE_HOME|POPPOBUILDER_.*)$/i;

/**
 * Returns the variables of an `--env-file`. Those that steer the host are left out with a warning when tasks can write the
 * file: one of them could have the next run follow settings of its own.
 */
export function hostVariables(file: string, variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const folder = taskFolderOn(resolve(file));
  const ignored = Object.keys(variables).filter((name) => folder !== undefined && STEERING.test(name));
  if (ignored.length === 0) return variables;
  process.emitWarning(
    `${ignored.join(', ')} of ${JSON.stringify(file)} is ignored, because tasks can change files in ${folder}. Set it in the environment, or move the file.`,
    'PoppoBuilderWarning',
  );
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !ignored.includes(name)));
}
