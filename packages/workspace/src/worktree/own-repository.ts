import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommitAuthor } from '../workspace-config.ts';
import { forceRemove } from './force-remove.ts';

/** Options of {@link writeOwnRepository}. */
export interface OwnRepositoryOptions {
  readonly worktree: string;
  /** The mirror whose objects it borrows. */
  readonly mirror: string;
  /** An index of the start commit, to be copied. */
  readonly index: string;
  readonly branch: string;
  readonly startCommit: string;
  readonly base: string;
  readonly baseCommit: string;
  readonly author: CommitAuthor;
}

/** Recreates the repository of a worktree. It belongs to the agent, and the host never trusts its contents. */
export async function writeOwnRepository(options: OwnRepositoryOptions): Promise<void> {
  const { worktree, mirror, index, branch, startCommit, base, baseCommit, author } = options;
  const folder = join(worktree, '.git');
  await forceRemove(folder);
  for (const part of ['objects/info', 'objects/pack', 'refs/heads', 'info']) {
    await mkdir(join(folder, part), { recursive: true });
  }
  const refs = [`${startCommit} refs/heads/${branch}\n`, `${baseCommit} refs/remotes/origin/${base}\n`].join(
    '',
  );
  const files = {
    'objects/info/alternates': `${join(mirror, 'objects')}\n`,
    'info/exclude': '.poppo/\n',
    'packed-refs': refs,
    config: configFor(author),
    HEAD: `ref: refs/heads/${branch}\n`,
  };
  await Promise.all([
    ...Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)),
    copyFile(index, join(folder, 'index')),
  ]);
}

function configFor({ name, email }: CommitAuthor): string {
  return [
    '[core]',
    '\trepositoryformatversion = 0',
    '\tfilemode = true',
    '\tbare = false',
    '\tlogallrefupdates = true',
    '\tautocrlf = false',
    '[user]',
    `\tname = ${quote(name)}`,
    `\temail = ${quote(email)}`,
    '[gc]',
    '\tauto = 0',
    '',
  ].join('\n');
}

const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
