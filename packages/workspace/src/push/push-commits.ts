import type { CommitAuthor } from '../workspace-config.ts';
import { gitFailed, quoted, remoteProblem } from '../git/git-failure.ts';
import type { Mirror } from '../git/mirror.ts';
import type { Changes, Remote } from '../workspaces.ts';
import { replay } from './replay.ts';

/** Options of {@link pushCommits}. */
export interface PushRequest {
  readonly mirror: Mirror;
  readonly name: string;
  readonly remote: Remote;
  readonly branch: string;
  readonly from: string;
  readonly head: string;
  readonly commits: readonly string[];
  readonly author: CommitAuthor;
}

/** The pushed commits and the new head of the branch. */
export type PushedCommits = Pick<Changes, 'commits' | 'head'>;

/** Maximum number of attempts to replay commits onto a moving branch. */
const MAX_ATTEMPTS = 3;

const MOVED =
  /\[rejected\]|\((fetch first|non-fast-forward|stale info)\)|cannot lock ref|incorrect old value|failed to update ref/;

/** Pushes commits on top of what others have pushed, never by force. Returns the commits as they were pushed. */
export async function pushCommits(request: PushRequest): Promise<PushedCommits> {
  const { mirror, branch, remote } = request;
  let { head, commits } = request;
  for (let round = 0; ; round += 1) {
    const args = ['push', '--porcelain', '--no-verify', '--recurse-submodules=no', '--', remote.url];
    const credentials = await remote.credentials?.();
    const end = await mirror.tryGit([...args, `${head}:refs/heads/${branch}`], { credentials });
    if (end.exitCode === 0) return { commits, head };
    const report = end.stdout.toString();
    if (round === MAX_ATTEMPTS || !MOVED.test(report)) throw rejected(request, report, end.stderr);
    const tip = await fetchTip(request);
    if (tip === undefined) continue;
    if (await mirror.isAncestor(head, tip)) return { commits, head };
    const replayed = await replay({ ...request, onto: tip });
    if ('conflicts' in replayed) throw conflicting(request, replayed.conflicts);
    commits = replayed.commits;
    head = commits.at(-1) ?? tip;
  }
}

/** Returns the head of the branch; `undefined` when the branch is gone. */
async function fetchTip({ mirror, remote, branch, name }: PushRequest): Promise<string | undefined> {
  const source = `refs/heads/${branch}`;
  const { commits } = await mirror.listRemote(remote, [source], true);
  if (!commits.has(source)) return undefined;
  const target = `refs/poppo/moved/${name}`;
  return mirror.locked(async () => {
    await mirror.fetch(remote, [`+${source}:${target}`]);
    return mirror.text(['rev-parse', target]);
  });
}

function rejected({ mirror, branch }: PushRequest, report: string, stderr: string): Error {
  const [, reason] = /^!\t[^\t]*\t(.*)$/m.exec(report) ?? [];
  const problem = remoteProblem(stderr);
  if (reason === undefined && problem !== 'other') {
    return mirror.remoteFailure(`The branch ${branch} could not be pushed`, stderr);
  }
  const reported = quoted(stderr);
  const message = `The remote rejected the branch ${branch}: ${[reason, reported].filter(Boolean).join('. ')}`;
  const hint =
    'Check the rules that protect the branch, and that the token may write the contents of the repository.';
  return gitFailed({ message, hint }, mirror.services.masker);
}

function conflicting({ mirror, branch }: PushRequest, files: readonly string[]): Error {
  const message = `The branch ${branch} was changed in the meantime, and this work conflicts with it in ${files.join(', ')}.`;
  const hint = 'Run the task again. It will start from the current state of the branch.';
  return gitFailed({ message, hint }, mirror.services.masker);
}
