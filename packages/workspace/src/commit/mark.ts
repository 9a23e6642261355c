import type { Mirror } from '../git/mirror.ts';
import type { EarlierCommits } from '../workspaces.ts';

/** The trailer that tells by which piece of work commits were made. */
const TRAILER = 'PoppoBuilder-Task';

/** A paragraph of trailers, such as `Co-authored-by: ...`, at the end of a message. */
const TRAILERS = /\n\n(?:[A-Za-z][\w-]*: [^\n]+\n?)+$/;

/** A commit's message, or all of its text, with the mark of a piece of work. */
export function withMark(text: string, mark: string | undefined): string {
  const told = text.trimEnd();
  if (mark === undefined) return `${told}\n`;
  return `${told}${TRAILERS.test(told) ? '\n' : '\n\n'}${TRAILER}: ${mark}\n`;
}

/** Whether a message has this mark; without one, whether it has a line that could pass for any. */
export const hasMark = (message: string, mark?: string): boolean =>
  message
    .split(/\r?\n/)
    .some((line) =>
      mark === undefined
        ? line.toLowerCase().startsWith(`${TRAILER.toLowerCase()}:`)
        : line === `${TRAILER}: ${mark}`,
    );

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
  const range = [head, '--not', base];
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
