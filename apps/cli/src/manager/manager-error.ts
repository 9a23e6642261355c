import { stripVTControlCharacters } from 'node:util';
import { TaskError } from '@poppobuilder/core';

/** How a package manager failed. */
export interface ManagerFailure {
  readonly command: string;
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What managers write, with what it means and what to do. The first that matches counts. */
const REASONS: readonly (readonly [RegExp, string, string])[] = [
  [
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|ERR_PNPM_META_FETCH_FAIL|ConnectionRefused|RequestError)\b|couldn't find a connection|ERR_PNPM_NO_OFFLINE_META/i,
    'the registry cannot be reached',
    'Check the network and the settings of the registry, and try again.',
  ],
  [
    /\b(EINVALIDPACKAGENAME|EINVALIDTAGNAME|ERR_PNPM_SPEC_NOT_SUPPORTED_BY_ANY_RESOLVER|EUNSUPPORTEDPROTOCOL)\b|Invalid (package|tag) name|isn't supported by any available resolver|Invalid descriptor/i,
    'this is not a name, a version or a file that it can install',
    'Give the name of a package, such as @acme/poppobuilder-plugin-lint, or the path of a tarball.',
  ],
  [
    /\b(ETARGET|ERR_PNPM_NO_MATCHING_VERSION|ERR_PNPM_NO_VERSIONS)\b|No matching version|No candidates found|couldn't find any versions/i,
    'the registry has no such version',
    'Check the version, or leave it out for the latest one.',
  ],
  [
    /\b(E404|ERR_PNPM_FETCH_404)\b|Response Code: 404|Package not found|404 Not Found|returned a 404/i,
    'the registry has no such package',
    'Check the name.',
  ],
  [
    /\b(E401|E403|ERR_PNPM_FETCH_40[13])\b|Invalid authentication/i,
    'the registry refuses access',
    'Log in to the registry first.',
  ],
  [
    /\bERESOLVE\b|conflicting peer dependency/i,
    'its peer dependencies do not fit to what is installed',
    'Install a version of the plugin that fits to the installed @poppobuilder/core, or update that.',
  ],
];

/** Returns the error for a package manager that failed: one sentence about why, and what to do. */
export function managerError({ command, exitCode, stdout, stderr }: ManagerFailure): TaskError {
  const text = stripVTControlCharacters(`${stderr}\n${stdout}`);
  const [, reason, hint] = REASONS.find(([pattern]) => pattern.test(text)) ?? [];
  const ended = exitCode === null ? 'it was killed' : `exit code ${exitCode}`;
  return new TaskError({
    code: 'PLUGIN_INVALID',
    message: `${command} could not install the package: ${reason ?? firstProblem(text) ?? ended}.`,
    hint: hint ?? `Run ${command} itself to see all of its output.`,
    cause: new Error(text.trim()),
  });
}

/** The first line that speaks of an error, without what managers put before it. */
function firstProblem(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const line = lines.find(
    (one) => /\b(err(or)?\b|ERR!|ERR_)/i.test(one) && !/^npm (error|ERR!) (code|path|errno)/.test(one),
  );
  return line?.replace(/^(npm (error|ERR!)|error:?|➤ YN\d+:)\s*/i, '').replace(/[.\s]+$/, '') || undefined;
}
