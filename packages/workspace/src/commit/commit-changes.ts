import type { CommitAuthor } from '../workspace-config.ts';
import { diffTrees } from '../git/diff-trees.ts';
import { identity } from '../git/identity.ts';
import { GITLINK, type IndexEntry, readIndex } from '../git/index-file.ts';
import type { Mirror } from '../git/mirror.ts';
import { ABSENT, type RawChange } from '../git/raw-diff.ts';
import type { Worktree } from '../worktree/worktree.ts';
import type { Changes, SkippedFile, SkipReason } from '../workspaces.ts';
import { type AgentCommit, takeAgentCommits } from './agent-commits.ts';
import { checkBlobs, versionKey } from './check-blobs.ts';
import { putBackGitlinks } from './gitlinks.ts';
import { hasMark, withMark } from './mark.ts';
import { isSecretPath } from './secret-paths.ts';
import { type PathRules, skipReasonOf } from './skipped-paths.ts';

/** Options of {@link commitChanges}. */
export interface CommitRequest {
  readonly mirror: Mirror;
  readonly worktree: Worktree;
  /** The commit that was checked out. */
  readonly from: string;
  /** The commit of the base branch. */
  readonly base: string;
  readonly gitlinks: readonly IndexEntry[];
  readonly rules: PathRules;
  readonly author: CommitAuthor;
  readonly message: string;
  readonly mark: string | undefined;
}

/**
 * Commits the files of a worktree, without those that must not be pushed. The agent's own commits are kept if all of them
 * are clean; otherwise everything becomes one commit.
 */
export async function commitChanges(request: CommitRequest): Promise<Changes> {
  const { mirror, worktree, from, base, rules } = request;
  const own = await takeAgentCommits(mirror, worktree.path, { from, base });
  const leftOut = await snapshot(request);
  const whole = await worktree.writeTree();
  const changes = await diffTrees(mirror, from, whole);
  const findings = await checkBlobs(
    mirror,
    [...changes, ...own.flatMap((commit) => commit.changes)].flatMap(asVersion),
  );
  const judge = judgeWith({
    rules,
    findings,
    secrets: renamedSecrets(changes),
    ofBase: await changesOfBase(request, changes, whole),
  });
  const skipped = changes.flatMap((change): SkippedFile[] => {
    const reason = judge(change);
    return reason === undefined ? [] : [{ path: change.path, reason }];
  });
  const reported = [...leftOut, ...skipped].map(({ path, reason }) => ({
    path: mirror.services.masker.text(path.toWellFormed()),
    reason,
  }));
  const tree =
    skipped.length === 0
      ? whole
      : await leaveOut(
          request,
          changes.filter((change) => judge(change) !== undefined),
        );
  if (skipped.length === changes.length) return { commits: [], head: from, skipped: reported };
  const kept = isClean(own, request, judge) ? own : [];
  const last = kept.at(-1);
  const commits = kept.map(({ hash }) => hash);
  if (last === undefined || last.tree !== tree)
    commits.push(await writeCommit(request, tree, last?.hash ?? from));
  else if (request.mark !== undefined)
    commits.splice(-1, 1, await amendCommit(mirror, withMark(last.text, request.mark)));
  mirror.services.logger.debug({ own: own.length, kept: kept.length }, 'Committed the changes.');
  return { commits, head: commits.at(-1) ?? from, skipped: reported };
}

/**
 * Adds the files to the index. Submodules keep their commits, and other repositories are left out. Resolves with the
 * files that are left out.
 */
async function snapshot({ worktree, gitlinks }: CommitRequest): Promise<SkippedFile[]> {
  const missed = await worktree.addAll();
  const entries = await readIndex(worktree.index);
  const repositories = await putBackGitlinks({ worktree, entries, gitlinks });
  return [
    ...repositories.map((path): SkippedFile => ({ path, reason: 'repository' })),
    ...missed.map((path): SkippedFile =>
      // Git ends a folder's name with a slash. A folder that it lists as a whole is a repository without a commit.
      path.endsWith('/') ? { path: path.slice(0, -1), reason: 'repository' } : { path, reason: 'unreadable' },
    ),
  ];
}

const asVersion = ({ path, newMode, newHash }: RawChange): { path: string; hash: string }[] =>
  newMode === ABSENT || newMode === GITLINK ? [] : [{ path, hash: newHash }];

type Judge = (change: RawChange) => SkipReason | undefined;

interface JudgeParts {
  readonly rules: PathRules;
  readonly findings: ReadonlyMap<string, SkipReason>;
  /** Contents of secret files that were renamed. */
  readonly secrets: ReadonlySet<string>;
  /** Versions that the base has as well. */
  readonly ofBase: ReadonlySet<string>;
}

function judgeWith({ rules, findings, secrets, ofBase }: JudgeParts): Judge {
  return ({ path, newMode, newHash, oldHash }) => {
    if (ofBase.has(versionKey({ path, hash: newHash }))) return undefined;
    const reason = skipReasonOf(path, rules);
    if (newMode === ABSENT) return reason === 'secret' && !secrets.has(oldHash) ? undefined : reason;
    return reason ?? (secrets.has(newHash) ? 'secret' : findings.get(versionKey({ path, hash: newHash })));
  };
}

/** Returns the versions that are as in the base, for example after a merge. They are not changes by the agent. */
async function changesOfBase(
  { mirror, from, base, rules }: CommitRequest,
  changes: readonly RawChange[],
  tree: string,
): Promise<Set<string>> {
  if (base === from || rules.keepsConfiguration || changes.length === 0) return new Set();
  const different = new Set((await diffTrees(mirror, base, tree)).map(({ path }) => path));
  const same = changes.filter(({ path }) => !different.has(path));
  return new Set(same.map(({ path, newHash }) => versionKey({ path, hash: newHash })));
}

function renamedSecrets(changes: readonly RawChange[]): Set<string> {
  const added = new Set(changes.flatMap(({ newMode, newHash }) => (newMode === ABSENT ? [] : [newHash])));
  const gone = changes.filter(({ path, newMode }) => newMode === ABSENT && isSecretPath(path));
  return new Set(gone.map(({ oldHash }) => oldHash).filter((hash) => added.has(hash)));
}

/** Restores the old version of files that must not be pushed, and returns the tree. */
async function leaveOut({ worktree }: CommitRequest, changes: readonly RawChange[]): Promise<string> {
  await worktree.setEntries(
    changes.map(({ path, oldMode, oldHash }) =>
      oldMode === ABSENT ? { path } : { path, entry: { path, mode: oldMode, hash: oldHash } },
    ),
  );
  return worktree.writeTree();
}

/** What closes an issue once it is merged, which is not for the agent to decide. See https://docs.github.com/issues/tracking-your-work-with-issues */
const CLOSING = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b:?\s+(?:#|GH-|https?:|[\w.-]+\/[\w.-]+#)/i;

function isClean(own: readonly AgentCommit[], { mirror, author }: CommitRequest, judge: Judge): boolean {
  const { masker } = mirror.services;
  return own.every(
    ({ emails, text, hasMoreHeaders, changes }) =>
      emails.every((email) => email === author.email) &&
      !hasMoreHeaders &&
      !CLOSING.test(text) &&
      !hasMark(text) &&
      masker.text(text) === text &&
      changes.every(
        (change) => change.oldMode !== GITLINK && change.newMode !== GITLINK && judge(change) === undefined,
      ),
  );
}

function writeCommit(
  { mirror, author, message, mark }: CommitRequest,
  tree: string,
  parent: string,
): Promise<string> {
  const input = mirror.services.masker.text(message).trim();
  return mirror.text(['commit-tree', tree, '-p', parent, '-F', '-'], {
    input: withMark(input === '' ? 'Change files' : input, mark),
    environment: identity(author),
  });
}

/** Rewrites the agent's last commit with another text. */
const amendCommit = (mirror: Mirror, text: string): Promise<string> =>
  mirror.text(['hash-object', '-t', 'commit', '-w', '--stdin'], { input: text });
