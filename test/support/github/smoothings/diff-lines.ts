import type { GitRemote } from '../git-remote.ts';

/** The lines that a diff of a pull request shows, each as `<side> <line> <path>`, context lines on both sides. */
export function diffLines(remote: GitRemote, base: string, head: string): ReadonlySet<string> {
  const shown = new Set<string>();
  const paths = remote.git('diff', '--name-only', '-z', '--no-renames', `${base}...${head}`).split('\0');
  for (const path of paths.filter((name) => name !== '')) {
    const diff = remote.git(
      'diff',
      '--no-renames',
      '--unified=3',
      `${base}...${head}`,
      '--',
      `:(literal)${path}`,
    );
    addLines(shown, path, diff);
  }
  return shown;
}

function addLines(shown: Set<string>, path: string, diff: string): void {
  let left = 0;
  let right = 0;
  let isInHunk = false;
  for (const text of diff.split('\n')) {
    const [, from, to] = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text) ?? [];
    if (from !== undefined) {
      [left, right, isInHunk] = [Number(from), Number(to), true];
    } else if (isInHunk && /^[ +-]/.test(text)) {
      if (!text.startsWith('+')) shown.add(`LEFT ${left++} ${path}`);
      if (!text.startsWith('-')) shown.add(`RIGHT ${right++} ${path}`);
    }
  }
}
