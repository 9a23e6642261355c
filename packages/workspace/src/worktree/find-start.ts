import { TaskError } from '@poppobuilder/core';
import { gitFailed } from '../git/git-failure.ts';
import type { Mirror } from '../git/mirror.ts';
import { assertBranchName, assertRefName } from '../git/names.ts';
import type { RemoteRefs } from '../git/remote-refs.ts';
import { workspaceConfig } from '../workspace-config.ts';
import type { WorkspaceRequest } from '../workspaces.ts';
import type { Start } from './opening.ts';

/** Last suffix that is tried when a branch is finished: `<branch>-2` to `<branch>-99`. */
const MAX_SUFFIX = 99;

/** Maximum number of attempts when the remote changes during a fetch. */
const MAX_ATTEMPTS = 3;

const BRANCHES = 'refs/heads/';

interface Tips extends RemoteRefs {
  readonly base: string;
  readonly baseCommit: string;
}

/** Returns where the work starts, and fetches missing commits into the mirror. */
export async function findStart(mirror: Mirror, request: WorkspaceRequest): Promise<Start> {
  const wantedBase = request.base ?? mirror.services.project.config.section(workspaceConfig).base;
  assertBranchName(request.branch, 'issues.branch');
  if (wantedBase !== undefined) assertBranchName(wantedBase, 'workspace.base');
  if (request.ref !== undefined) assertRefName(request.ref);
  await mirror.clone(request.remote);
  for (let round = 1; ; round += 1) {
    const tips = await askRemote(mirror, request, wantedBase);
    const start = await chooseStart(mirror, request, tips, round === MAX_ATTEMPTS);
    if (start !== undefined && (await keepCommits(mirror, request.name, start))) return start;
    if (round === MAX_ATTEMPTS) throw changing(mirror);
  }
}

async function askRemote(
  mirror: Mirror,
  request: WorkspaceRequest,
  wantedBase: string | undefined,
): Promise<Tips> {
  const recentBase = wantedBase ?? (await mirror.recentDefaultBranch());
  const tips = recentBase === undefined ? undefined : await readTips(mirror, request, recentBase);
  return tips ?? (await readAllTips(mirror, request, wantedBase));
}

/** Lists only branches: a remote may have many times as many refs of pull requests. */
async function readTips(
  mirror: Mirror,
  { remote, branch, ref, name }: WorkspaceRequest,
  base: string,
): Promise<Tips | undefined> {
  const isBranch = ref?.startsWith(BRANCHES) === true;
  const heads = [branch, `${branch}-*`, base].map((head) => `${BRANCHES}${head}`);
  const refs = await mirror.listRemote(remote, [...heads, ...(isBranch ? [ref] : [])], true);
  const baseCommit = refs.commits.get(`${BRANCHES}${base}`);
  if (baseCommit === undefined) return undefined;
  if (ref === undefined || isBranch) return { ...refs, base, baseCommit };
  const fetched = `refs/poppo/fetched/${name}`;
  const commit = await mirror.locked(async () => {
    await mirror.fetch(remote, [`+${ref}:${fetched}`]);
    return mirror.text(['rev-parse', '--verify', '--end-of-options', fetched]);
  });
  return { ...refs, commits: new Map([...refs.commits, [ref, commit]]), base, baseCommit };
}

/** Lists all refs, because the remote's `HEAD` is only shown among them. */
async function readAllTips(
  mirror: Mirror,
  { remote, branch, ref }: WorkspaceRequest,
  wantedBase: string | undefined,
): Promise<Tips> {
  const heads = [branch, `${branch}-*`, ...(wantedBase === undefined ? [] : [wantedBase])];
  const patterns = [
    'HEAD',
    ...heads.map((head) => `${BRANCHES}${head}`),
    ...(ref === undefined ? [] : [ref]),
  ];
  const refs = await mirror.listRemote(remote, patterns, false);
  if (refs.defaultBranch !== undefined) await mirror.rememberDefaultBranch(refs.defaultBranch);
  const base = wantedBase ?? refs.defaultBranch;
  const baseCommit =
    base === undefined
      ? undefined
      : (refs.commits.get(`${BRANCHES}${base}`) ??
        (wantedBase === undefined ? refs.commits.get('HEAD') : undefined));
  if (base !== undefined && baseCommit !== undefined) return { ...refs, base, baseCommit };
  const { commits } = await mirror.listRemote(remote, [], true);
  if (commits.size === 0) {
    throw new TaskError({
      code: '@poppobuilder/workspace/EMPTY_REPOSITORY',
      message: 'The remote repository is empty, so there is no commit to start from.',
      hint: 'Push a first commit, such as a README, then run the task again.',
      retryable: false,
      component: 'workspace',
    });
  }
  const missing =
    base === undefined ? 'The remote has no default branch' : `The remote has no branch ${base}`;
  const hint = 'Set workspace.base to a branch that exists.';
  throw gitFailed(
    { message: `${missing}, so there is nothing to start from.`, hint },
    mirror.services.masker,
  );
}

/** Returns `undefined` when the remote no longer has a ref that it listed. */
async function chooseStart(
  mirror: Mirror,
  request: WorkspaceRequest,
  tips: Tips,
  isLast: boolean,
): Promise<Start | undefined> {
  const { base, baseCommit, commits } = tips;
  const { branch, ref, isFinished } = request;
  const at = (name: string): string | undefined => commits.get(`${BRANCHES}${name}`);
  const shared = { base, baseCommit };
  if (ref !== undefined) {
    const startCommit = commits.get(ref);
    if (startCommit === undefined) {
      throw gitFailed({ message: `The remote has no ${ref}.` }, mirror.services.masker);
    }
    if (!(await ensure(mirror, request, base, [baseCommit, startCommit]))) return undefined;
    return { ...shared, branch, isExisting: at(branch) !== undefined, startCommit };
  }
  for (let number = 1; number <= MAX_SUFFIX; number += 1) {
    const name = number === 1 ? branch : `${branch}-${number}`;
    const tip = at(name);
    if (tip === undefined) {
      if (!(await ensure(mirror, request, base, [baseCommit]))) return undefined;
      return { ...shared, branch: name, isExisting: false, startCommit: baseCommit };
    }
    if (!(await ensure(mirror, { ...request, branch: name }, base, [baseCommit, tip]))) return undefined;
    const start = { ...shared, branch: name, isExisting: true };
    if (await mirror.isAncestor(tip, baseCommit)) return { ...start, startCommit: baseCommit };
    if (isFinished === undefined || !(await isFinished(name))) return { ...start, startCommit: tip };
  }
  if (!isLast) return undefined;
  const message = `The branches ${branch} to ${branch}-${MAX_SUFFIX} are all merged.`;
  throw gitFailed(
    { message, hint: 'Delete merged branches, then run the task again.' },
    mirror.services.masker,
  );
}

async function ensure(
  mirror: Mirror,
  { remote, branch, ref, name }: WorkspaceRequest,
  base: string,
  commits: readonly string[],
): Promise<boolean> {
  if ((await mirror.missing(commits)).length === 0) return true;
  const branches = commits.length > 1 && ref === undefined ? [base, branch] : [base];
  const refspecs = [...new Set(branches)].map((head) => `+refs/heads/${head}:refs/remotes/origin/${head}`);
  if (ref !== undefined) refspecs.push(`+${ref}:refs/poppo/fetched/${name}`);
  await mirror.locked(() => mirror.fetch(remote, refspecs));
  return (await mirror.missing(commits)).length === 0;
}

/** Protects the commits that a worktree borrows from the mirror from garbage collection. */
function keepCommits(mirror: Mirror, name: string, { startCommit, baseCommit }: Start): Promise<boolean> {
  const lines = [
    `update refs/poppo/keep/${name} ${startCommit}`,
    `update refs/poppo/base/${name} ${baseCommit}`,
  ];
  return mirror.locked(() => mirror.updateRefs(lines));
}

function changing(mirror: Mirror): Error {
  const message = 'The remote kept changing while it was fetched.';
  return gitFailed({ message, retryable: true }, mirror.services.masker);
}
