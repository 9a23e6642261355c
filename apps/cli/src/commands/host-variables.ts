import { resolve } from 'node:path';
import { taskFolderOn, TOOLCHAIN_VARIABLES } from '@poppobuilder/core/runner-kit';

/** Variables by which a file would decide what the host runs, whose settings it follows, and whom it sends secrets to. */
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
