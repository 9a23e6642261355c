import { TaskError } from '@poppobuilder/core';
import { parseArgument, text } from '@poppobuilder/core/runner-kit';

const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** Whether a name can be a worktree's folder and part of a ref. */
export function isName(name: string): boolean {
  return NAME.test(name) && !name.includes('..') && !/\.(lock)?$/.test(name);
}

/** Throws a `TypeError` when a worktree cannot have the name. */
export function assertName(name: string): void {
  if (isName(name)) return;
  throw new TypeError(
    `${JSON.stringify(name)} cannot name a worktree: use up to 100 of a-z, 0-9, ".", "_" and "-".`,
  );
}

/** Maximum length of a branch name, which is sometimes a file name. In bytes. */
const MAX_NAME_LENGTH = 200;

/** What git forbids. See https://git-scm.com/docs/git-check-ref-format */
const FORBIDDEN =
  /(?=\p{ASCII})[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|(^|\/)\.|\.lock(\/|$)|^-|^@$|^HEAD$/u;

/** Whether git takes it as a branch's name. */
function isBranchName(name: string): boolean {
  return (
    name !== '' && Buffer.byteLength(name) <= MAX_NAME_LENGTH && name.isWellFormed() && !FORBIDDEN.test(name)
  );
}

/** Throws `INVALID_CONFIG` with the name of the setting when git does not allow the branch name. */
export function assertBranchName(name: string, setting: string): void {
  parseArgument(text, name, { of: 'assertBranchName()', name: 'name', code: 'INVALID_CONFIG' });
  parseArgument(text, setting, { of: 'assertBranchName()', name: 'setting', code: 'INVALID_CONFIG' });
  if (isBranchName(name)) return;
  throw new TaskError({
    code: 'INVALID_CONFIG',
    message: `${JSON.stringify(name)} is not a valid name for a git branch.`,
    hint: `Change ${setting}; see https://git-scm.com/docs/git-check-ref-format for the rules.`,
    component: 'workspace',
  });
}

/** Throws `INVALID_CONFIG` when the text is not the full name of a ref. */
export function assertRefName(ref: string): void {
  if (ref.startsWith('refs/') && isBranchName(ref)) return;
  throw new TaskError({
    code: 'INVALID_CONFIG',
    message: `${JSON.stringify(ref)} is not a ref to check out. Use its full name, such as "refs/pull/7/head".`,
    component: 'workspace',
  });
}
