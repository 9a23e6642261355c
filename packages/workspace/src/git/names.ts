import { TaskError } from '@poppobuilder/core';
import { parseArgument, text } from '@poppobuilder/core/runner-kit';

const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** Whether it can be a worktree's folder and a part of a ref. */
export function isName(name: string): boolean {
  return NAME.test(name) && !name.includes('..') && !/\.(lock)?$/.test(name);
}

/** Throws a `TypeError` for what cannot name a worktree. */
export function assertName(name: string): void {
  if (isName(name)) return;
  throw new TypeError(
    `${JSON.stringify(name)} cannot name a worktree: use up to 100 of a-z, 0-9, ".", "_" and "-".`,
  );
}

/** Bytes that a branch's name may have: it is a file's name in places. */
const LONGEST = 200;

/** What git itself forbids. See https://git-scm.com/docs/git-check-ref-format */
const FORBIDDEN =
  /(?=\p{ASCII})[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|(^|\/)\.|\.lock(\/|$)|^-|^@$|^HEAD$/u;

/** Whether git takes it as a branch's name. */
export function isBranchName(name: string): boolean {
  return name !== '' && Buffer.byteLength(name) <= LONGEST && name.isWellFormed() && !FORBIDDEN.test(name);
}

/** Throws `INVALID_CONFIG`, which names the setting, for what git does not take as a branch's name. */
export function assertBranchName(name: string, setting: string): void {
  parseArgument(text, name, { of: 'assertBranchName()', name: 'name', code: 'INVALID_CONFIG' });
  parseArgument(text, setting, { of: 'assertBranchName()', name: 'setting', code: 'INVALID_CONFIG' });
  if (isBranchName(name)) return;
  throw new TaskError({
    code: 'INVALID_CONFIG',
    message: `${JSON.stringify(name)} cannot be the name of a git branch.`,
    hint: `Change ${setting}; see https://git-scm.com/docs/git-check-ref-format for what names may hold.`,
    component: 'workspace',
  });
}

/** Throws `INVALID_CONFIG` for what is no full name of a ref. */
export function assertRefName(ref: string): void {
  if (ref.startsWith('refs/') && isBranchName(ref)) return;
  throw new TaskError({
    code: 'INVALID_CONFIG',
    message: `${JSON.stringify(ref)} cannot be a ref to check out. Give its full name, such as "refs/pull/7/head".`,
    component: 'workspace',
  });
}
