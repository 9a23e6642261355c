import type { Mirror } from '../git/mirror.ts';
import type { EarlierCommits } from '../workspaces.ts';

/** The trailer that names the work to which a commit belongs. */
const TRAILER = 'PoppoBuilder-Task';

/** A paragraph of trailers, such as `Co-authored-by: ...`, at the end of a message. */
const TRAILERS = /\n\n(?:[A-Za-z][\w-]*: [^\n]+\n?)+$/;

/** Returns a commit message, or its whole text, with the mark of the work. */
export function withMark(text: string, mark: string | undefined): string {
  const reported = text.trimEnd();
  if (mark === undefined) return `${reported}\n`;
  return `${reported}${TRAILERS.test(reported) ? '\n' : '\n\n'}${TRAILER}: ${mark}\n`;
}

/** Whether a text has a line that looks like a mark. */
export const hasMark = (text: string): boolean => new RegExp(`^${TRAILER}:`, 'im').test(text);

/** Maximum number of commits that are searched when the base contains them all. */
const MAX_LOOKED_AT = 100;

/** Where to search for marks. */
export interface MarkSearch {
  readonly mark: string;
  /** E-mail address of our commit author. Marks in commits by others are ignored. */
  readonly email: string;
  /** Commit of the base branch. */
  readonly base: string;
  readonly head: string;
}

/**
 * Returns the commits of a branch that belong to the work. The last one is marked; the agent's commits right before it
 * belong to it as well. `undefined` when there are none.
 */
export async function findMarked(
  mirror: Mirror,
  { mark, email, base, head }: MarkSearch,
): Promise<EarlierCommits | undefined> {
  const format = `%H%x00%ce%x00%(trailers:key=${TRAILER},valueonly,separator=%x20)`;
  // Merged work is part of the base, so its latest commits are searched then.
  const isPart = await mirror.isAncestor(head, base);
  const range = isPart ? ['-n', String(MAX_LOOKED_AT), head] : [head, '--not', base];
  const log = await mirror.text(['log', '--reverse', '--topo-order', `--format=${format}`, ...range]);
  const lines = log.split('\n').filter((line) => line !== '');
  const commits: string[] = [];
  let open: string[] = [];
  for (const line of lines) {
    const [hash = '', committer, marked = ''] = line.split('\0');
    open = committer === email ? [...open, hash] : [];
    if (marked === '') continue;
    if (committer === email && marked.trim() === mark) commits.push(...open);
    open = [];
  }
  const last = commits.at(-1);
  if (last === undefined) return undefined;
  return { commits, head: last, skipped: [], isAll: commits.length === lines.length };
}
