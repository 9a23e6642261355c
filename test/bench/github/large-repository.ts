import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** How large it is. */
export interface LargeRepositoryOptions {
  readonly files: number;
  readonly commits: number;
}

/** Makes a bare repository at a path, with its files in folders of 100 and each commit changing one of them. */
export function makeLargeRepository(path: string, { files, commits }: LargeRepositoryOptions): void {
  mkdirSync(path);
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', path]);
  const lines: string[] = [];
  const put = (index: number, text: string): void => {
    const content = `${text}\n`.repeat(20);
    lines.push(`M 100644 inline src/${Math.floor(index / 100)}/file-${index}.js`);
    lines.push(`data ${Buffer.byteLength(content)}\n${content}`);
  };
  for (let commit = 0; commit < commits; commit += 1) {
    lines.push(
      'commit refs/heads/main',
      `committer Large <large@example.com> ${1_700_000_000 + commit} +0000`,
    );
    lines.push(`data 7\nChange\n`);
    if (commit === 0)
      for (let index = 0; index < files; index += 1) put(index, `export const value = ${index};`);
    else put(commit % files, `export const value = ${commit};`);
  }
  execFileSync('git', ['-C', path, 'fast-import', '--quiet'], { input: `${lines.join('\n')}\ndone\n` });
  execFileSync('git', ['-C', path, 'repack', '-a', '-d', '--quiet']);
}
