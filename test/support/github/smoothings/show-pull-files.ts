import { answerJson, callOf, parseJson } from '../exchange.ts';
import type { GitRemote } from '../git-remote.ts';
import { type Smoothing, within } from '../smoothing.ts';
import { commitsOf, type Pull } from './show-real-commits.ts';

const STATUS: Readonly<Record<string, string>> = { A: 'added', D: 'removed', M: 'modified', T: 'changed' };

/** GitHub lists the changed files of a pull request with their patches, a page at a time; the emulator lists none. */
export const showPullFiles: Smoothing = async (call, next, surroundings) => {
  const [, number] = /^pulls\/(\d+)\/files$/.exec(within(call, surroundings)) ?? [];
  if (call.method !== 'GET' || number === undefined) return next(call);
  const found = await next(callOf(call, 'GET', `${surroundings.root}/pulls/${number}`));
  if (found.status !== 200) return found;
  const commits = commitsOf(parseJson(found.body) as Pull, surroundings);
  const query = new URLSearchParams(call.query);
  const size = Number(query.get('per_page') ?? 30);
  const start = (Number(query.get('page') ?? 1) - 1) * size;
  const files = commits === undefined ? [] : listFiles(surroundings.remote, commits.base, commits.head);
  return answerJson(200, files.slice(start, start + size));
};

function listFiles(remote: GitRemote, base: string, head: string): readonly object[] {
  const range = `${base}...${head}`;
  const parts = remote.git('diff', '--no-renames', '--name-status', '-z', range).split('\0');
  return parts.flatMap((filename, index) => {
    if (index % 2 === 0) return [];
    const status = STATUS[parts[index - 1] ?? ''] ?? 'modified';
    const patch = remote.git('diff', '--no-renames', range, '--', `:(literal)${filename}`);
    const start = patch.indexOf('\n@@');
    const lines = start < 0 ? [] : patch.slice(start + 1).split('\n');
    const additions = lines.filter((line) => line.startsWith('+')).length;
    const deletions = lines.filter((line) => line.startsWith('-')).length;
    const text = start < 0 ? {} : { patch: lines.join('\n').trimEnd() };
    return [{ filename, status, additions, deletions, changes: additions + deletions, ...text }];
  });
}
