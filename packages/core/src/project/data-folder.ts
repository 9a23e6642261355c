import { constants, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgument } from '../arguments/parse-argument.ts';
import { nonEmptyText, texts } from '../arguments/schemas.ts';
import { openRegularFile } from './regular-file.ts';

/** Name of the folder inside a project that holds its settings and logs. */
export const DATA_FOLDER = '.poppo';

/** A file of a project's data that is open. */
export interface DataFile {
  readonly path: string;
  readonly descriptor: number;
}

/**
 * Makes the project's `.poppo` folder, with a `.gitignore` that keeps all but `config.json` out of git, and the folders
 * below it that are named. Gives the path of the last.
 *
 * Throws when one of them is a link: whoever can push may commit one, and it may lead out of the project.
 */
export function ensureDataFolder(projectPath: string, below: readonly string[] = []): string {
  parseArgument(nonEmptyText, projectPath, { of: 'ensureDataFolder()', name: 'projectPath' });
  parseArgument(texts, below, { of: 'ensureDataFolder()', name: 'below' });
  const root = ensureFolder(join(projectPath, DATA_FOLDER));
  try {
    writeFileSync(join(root, '.gitignore'), '*\n!config.json\n', { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  return below.reduce((folder, name) => ensureFolder(join(folder, name)), root);
}

/**
 * Opens a file below the project's `.poppo` by flags of `fs.constants`; `O_CREAT` also makes its folders. The way to it
 * is looked at every time: neither the file nor a folder may be a link. A file that it makes is private to the owner.
 *
 * Throws what the file system does, and an error without a `code` for what may not be there.
 */
export function openDataFile(projectPath: string, names: readonly string[], flags: number): DataFile {
  const folders = names.slice(0, -1);
  const creates = (flags & constants.O_CREAT) !== 0;
  const folder = creates ? ensureDataFolder(projectPath, folders) : checkDataFolder(projectPath, folders);
  const path = join(folder, ...names.slice(-1));
  return { path, descriptor: openRegularFile(path, { flags, followLinks: false }) };
}

function checkDataFolder(projectPath: string, below: readonly string[]): string {
  return [DATA_FOLDER, ...below].reduce((folder, name) => checkFolder(join(folder, name)), projectPath);
}

function ensureFolder(path: string): string {
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  return checkFolder(path);
}

function checkFolder(path: string): string {
  const stats = lstatSync(path);
  if (stats.isDirectory()) return path;
  const found = stats.isSymbolicLink() ? 'a link, which may lead out of the project' : 'not a folder';
  throw new Error(`${path} is ${found}; put a folder there, or take it away`);
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
