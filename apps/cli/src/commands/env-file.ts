import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { TaskError } from '@poppobuilder/core';
import { decodeText, NotTextError, taskFolderOn, TOOLCHAIN_VARIABLES } from '@poppobuilder/core/runner-kit';

/** Returns the variables of a file in the format of Node's `--env-file`. Throws `INVALID_CONFIG` when it cannot be read. */
export function readEnvFile(file: string): NodeJS.ProcessEnv {
  try {
    return parseEnv(decodeText(readFileSync(file)));
  } catch (cause) {
    const message = `The file ${JSON.stringify(file)} of --env-file ${problemOf(cause)}.`;
    throw new TaskError({ code: 'INVALID_CONFIG', message, cause });
  }
}

function problemOf(error: unknown): string {
  if (error instanceof NotTextError) return error.message;
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'does not exist. Check the path' : `cannot be read (${code}). Check the path`;
}

/** Variables that determine what the host runs, which settings it follows, and where it sends secrets. */
const STEERING = new RegExp(
  `^(${[
    'PATH|PATHEXT|HOME|HOMEDRIVE|HOMEPATH|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|WINDIR|COMSPEC|SHELL|TMPDIR|TEMP|TMP',
    'DATABASE_URL|XDG_.*|POPPOBUILDER_.*|GIT_CONFIG_.*',
    '(HTTPS?|ALL|NO)_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE|GIT_SSL_CAINFO',
    'ANTHROPIC_BASE_URL|CLAUDE_CODE_(?!OAUTH_TOKEN$).*',
    ...TOOLCHAIN_VARIABLES,
  ].join('|')})$`,
  'i',
);

/**
 * Returns the variables of an `--env-file`. If tasks can write the file, those that steer the host are left out with a
 * warning, because a task could change the settings of the next run.
 */
export function hostVariables(file: string, variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const folder = taskFolderOn(resolve(file));
  const ignored = Object.keys(variables).filter((name) => folder !== undefined && STEERING.test(name));
  if (ignored.length === 0) return variables;
  process.emitWarning(
    `Ignoring ${ignored.join(', ')} from ${JSON.stringify(file)}, because tasks can change files in ${folder}. Set it in the environment instead, or move the file.`,
    'PoppoBuilderWarning',
  );
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !ignored.includes(name)));
}
