import { AGENT_ERROR_CODES } from '@poppobuilder/agent';
import { ERROR_CODES, type ErrorCodeTraits } from '@poppobuilder/core';
import { GITHUB_ERROR_CODES } from '@poppobuilder/github';
import { WORK_ERROR_CODES } from '@poppobuilder/github-tasks';
import { WORKSPACE_ERROR_CODES } from '@poppobuilder/workspace';
import { DAEMON_ERROR_CODES } from '../../../daemon/src/server/error-codes.ts';
import { markdownTable } from './markdown-table.ts';

/** The codes of all packages. A package registers its own; plugins have theirs beside these. */
const ALL_CODES: Readonly<Record<string, ErrorCodeTraits>> = {
  ...ERROR_CODES,
  ...AGENT_ERROR_CODES,
  ...GITHUB_ERROR_CODES,
  ...WORKSPACE_ERROR_CODES,
  ...WORK_ERROR_CODES,
  ...DAEMON_ERROR_CODES,
};

/** Returns the table of all codes, each with a link to its entry in the troubleshooting guide. */
export function describeErrorCodes(): string {
  const rows = Object.entries(ALL_CODES).map(([code, { exitCode, retryable, meaning }]) => [
    `[\`${code}\`](../troubleshooting.md#${code.toLowerCase()})`,
    String(exitCode),
    retryable ? 'yes' : 'no',
    meaning,
  ]);
  return markdownTable(['code', 'exit code', 'retryable', 'meaning'], rows);
}
