import { createHash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { runGit } from '../../project/run-git.ts';

/** Digests of files, targets of links, and folders, by their names with `/`. */
export type FileDigests = ReadonlyMap<string, string>;

/** A larger file is not read for what is in it. In bytes. */
const MAX_TEXT = 1_000_000;

/** Whether a file belongs to PoppoBuilder. */
const isOwn = (name: string): boolean => /^\.poppo(\/|$)/.test(name);

/** Whether a file belongs to git. */
export const isOfGit = (name: string): boolean => /^\.git(\/|$)/.test(name);

/** Returns what lies in a project, but PoppoBuilder's own folder. */
export async function digestsOf(projectPath: string): Promise<FileDigests> {
  const entries = await readdir(projectPath, { recursive: true, withFileTypes: true });
  const found = new Map<string, string>();
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(projectPath, path).split(sep).join('/');
    if (isOwn(name)) continue;
    if (entry.isFile()) found.set(name, await digestOf(path));
    else if (entry.isSymbolicLink()) found.set(name, await readlink(path).catch(() => ''));
    else if (entry.isDirectory()) found.set(name, 'folder');
  }
  return found;
}

/** Empty for a file that cannot be read: what was abandoned may still remove files. */
async function digestOf(path: string): Promise<string> {
  const content = await readFile(path).catch(() => undefined);
  return content === undefined ? '' : createHash('sha256').update(content).digest('hex');
}

/** What a project consists of, by name: its files, and where its branches and tags are. */
export async function snapshotOf(projectPath: string): Promise<ReadonlyMap<string, string>> {
  const files = [...(await digestsOf(projectPath))].filter(([name]) => !isOfGit(name));
  const references = await runGit(projectPath, ['for-each-ref', '--format=%(refname) %(objectname)']);
  return new Map([...files, ['branches and tags', references]]);
}

/** Names of what differs. */
export function differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).toSorted();
}

/** What a task has changed in its project. */
export interface WrittenFile {
  readonly name: string;
  /** Empty for what is no file any more, or too large. */
  readonly text: string;
}

/** Returns what has changed in a project since its files were these. */
export async function writtenSince(before: FileDigests, projectPath: string): Promise<WrittenFile[]> {
  const after = await digestsOf(projectPath);
  return Promise.all(
    differences(before, after).map(async (name) => {
      const text = await readFile(join(projectPath, name), 'latin1').catch(() => '');
      return { name, text: text.length > MAX_TEXT ? '' : text };
    }),
  );
}
