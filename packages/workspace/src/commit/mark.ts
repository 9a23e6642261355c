import type { Mirror } from '../git/mirror.ts';
import type { EarlierCommits } from '../workspaces.ts';

/** The trailer that names the piece of work by which commits were made. */
const TRAILER = 'PoppoBuilder-Task';

/** A paragraph of trailers, such as `Co-authored-by: ...`, at the end of a message. */
const TRAILERS = /\n\n(?:[A-Za-z][\w-]*: [^\n]+\n?)+$/;

/** A commit's message, or all of its text, with the mark of a piece of work. */
export function withMark(text: string, mark: string | undefined): string {
  const told = text.trimEnd();
  if (mark === undefined) return `${told}\n`;
  return `${told}${TRAILERS.test(told) ? '\n' : '\n\n'}${TRAILER}: ${mark}\n`;
}

/** Whether a text has a line that could pass for a mark. */
export const hasMark = (text: string): boolean => new RegExp(`^${TRAILER}:`, 'im').test(text);

/** Commits that are looked at where the base has them all. */
const MAX_LOOKED_AT = 100;

/** Where marks are looked for. */
export interface MarkSearch {
  readonly mark: string;
  /** E-mail address of who commits for us; what others committed has no mark that counts. */
  readonly email: string;
  /** Commit of the base branch. */
  readonly base: string;
  readonly head: string;
}

/**
 * The commits of a branch that a piece of work made. Its last one is marked; those of the agent right before it belong to
 * it. Absent when there are none.
 */
export async function findMarked(
  mirror: Mirror,
  { mark, email, base, head }: MarkSearch,
): Promise<EarlierCommits | undefined> {
  const format = `%H%x00%ce%x00%(trailers:key=${TRAILER},valueonly,separator=%x20)`;
  // What was merged is part of the base: its latest commits are looked at then.
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
