import type { CommitAuthor } from '../workspace-config.ts';
import { identity } from '../git/identity.ts';
import type { Mirror } from '../git/mirror.ts';

/** Commits to replay onto another one. */
export interface ReplayRequest {
  readonly mirror: Mirror;
  readonly from: string;
  readonly head: string;
  readonly onto: string;
  readonly author: CommitAuthor;
}

/** The replayed commits, or the files with conflicts. */
export type Replayed = { readonly commits: readonly string[] } | { readonly conflicts: readonly string[] };

const FIELDS = ['%H', '%P', '%an', '%ae', '%ad', '%B'];

/**
 * Replays commits onto another one without a worktree. Each is merged with its parent as the merge base, as a cherry-pick
 * does, including what a merge brought in. A commit that changes nothing there is left out.
 */
export async function replay({ mirror, from, head, onto, author }: ReplayRequest): Promise<Replayed> {
  const format = `--format=${FIELDS.join('%x00')}%x00`;
  const args = ['log', '--first-parent', '--reverse', '--date=raw', format, `${from}..${head}`];
  const fields = (await mirror.text(args)).split('\0');
  const commits: string[] = [];
  let tip = onto;
  for (let index = 0; index + FIELDS.length <= fields.length; index += FIELDS.length) {
    const [hash = '', parents = '', name = '', email = '', date = '', message = ''] = fields.slice(
      index,
      index + FIELDS.length,
    );
    const [parent = from] = parents.split(' ');
    const merged = await mergeTrees(mirror, { base: parent, ours: tip, theirs: hash.trim(), author });
    if (typeof merged !== 'string') return merged;
    if (merged === (await mirror.text(['rev-parse', `${tip}^{tree}`]))) continue;
    tip = await mirror.text(['commit-tree', merged, '-p', tip, '-F', '-'], {
      input: message,
      environment: {
        ...identity(author),
        GIT_AUTHOR_NAME: name,
        GIT_AUTHOR_EMAIL: email,
        GIT_AUTHOR_DATE: date,
      },
    });
    commits.push(tip);
  }
  return { commits };
}

interface MergeRequest {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly author: CommitAuthor;
}

/** Git accepts an explicit merge base only from 2.40 on, so commits are created that have exactly one. */
async function mergeTrees(
  mirror: Mirror,
  { base, ours, theirs, author }: MergeRequest,
): Promise<string | { readonly conflicts: readonly string[] }> {
  const make = (commit: string, parents: readonly string[]): Promise<string> => {
    const flags = parents.flatMap((parent) => ['-p', parent]);
    return mirror.text(['commit-tree', `${commit}^{tree}`, ...flags, '-m', 'merge'], {
      environment: identity(author),
    });
  };
  const root = await make(base, []);
  const sides = await Promise.all([make(ours, [root]), make(theirs, [root])]);
  const args = ['merge-tree', '--write-tree', '--no-messages', '--name-only', '-z', ...sides];
  const { exitCode, stdout } = await mirror.git(args, { accepts: [1] });
  const [tree = '', ...files] = stdout
    .toString()
    .split('\0')
    .filter((part) => part !== '');
  return exitCode === 0 ? tree : { conflicts: [...new Set(files)] };
}
