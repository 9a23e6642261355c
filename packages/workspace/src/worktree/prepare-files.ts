import type { CommitAuthor } from '../workspace-config.ts';
import { Records, type WorktreeRecord } from '../garbage/records.ts';
import type { Mirror } from '../git/mirror.ts';
import type { WorkspaceRequest } from '../workspaces.ts';
import { withConfigurationOf } from './configuration-tree.ts';
import type { Opening, Start } from './opening.ts';
import { writeOwnRepository } from './own-repository.ts';
import type { Worktree } from './worktree.ts';

/** Options of {@link prepareFiles}. */
export interface Preparation {
  readonly mirror: Mirror;
  readonly worktree: Worktree;
  readonly request: WorkspaceRequest;
  readonly start: Start;
  readonly author: CommitAuthor;
}

/** Prepares the repository and the files of a worktree: those of the start, or those kept from an earlier attempt. */
export async function prepareFiles(preparation: Preparation): Promise<Opening> {
  const { mirror, worktree, request, author } = preparation;
  const { name, remote, ref, mark } = request;
  const left = await leftRecord(preparation);
  const isKept = left !== undefined;
  const kept = isKept ? await keptStart(preparation, left) : undefined;
  const start = kept ?? preparation.start;
  const { startCommit, baseCommit } = start;
  const tree = ref === undefined ? startCommit : await withConfigurationOf(mirror, baseCommit, startCommit);
  if (kept === undefined) await worktree.checkOut(tree);
  else await worktree.aimAt(tree);
  await writeOwnRepository({
    worktree: worktree.path,
    mirror: mirror.repository,
    index: worktree.index,
    ...start,
    author,
  });
  const gitlinks = await worktree.takeOutGitlinks();
  return { ...start, name, remote, mark, gitlinks, keepsConfiguration: ref !== undefined, isKept };
}

/** Returns the record of an earlier attempt's files; `undefined` when they are gone or must not be kept. */
async function leftRecord(preparation: Preparation): Promise<WorktreeRecord | undefined> {
  const { mirror, worktree, request, start } = preparation;
  const { keepsChanges } = request;
  const keeps = typeof keepsChanges === 'function' ? await keepsChanges() : keepsChanges === true;
  if (!keeps || request.ref !== undefined || !(await worktree.exists())) return undefined;
  const record = await new Records(mirror).read(request.name);
  if (record?.branch !== start.branch || record.taskId !== mirror.services.context.taskId) return undefined;
  return (await mirror.missing([record.head])).length > 0 ? undefined : record;
}

/**
 * Returns where the kept files started, which may be behind the branch: pushing replays the work on top of it.
 * `undefined` when they contain no change that the branch does not have.
 */
async function keptStart(
  { mirror, worktree, request, start }: Preparation,
  record: WorktreeRecord,
): Promise<Start | undefined> {
  if (record.head === start.startCommit) return start;
  const gitlinks = await worktree.takeOutGitlinks();
  await worktree.addAll();
  await worktree.takeOutGitlinks();
  await worktree.setEntries(gitlinks.map((entry) => ({ path: entry.path, entry })));
  const files = await worktree.writeTree();
  if (files === (await mirror.text(['rev-parse', `${record.head}^{tree}`]))) return undefined;
  await mirror.locked(() => mirror.updateRefs([`update refs/poppo/keep/${request.name} ${record.head}`]));
  return { ...start, startCommit: record.head };
}
