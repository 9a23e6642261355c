import { delimiter, isAbsolute, join } from 'node:path';

/**
 * The PATH of a project's commands: the `node_modules/.bin` of the folders, then the given one. Without its empty parts,
 * which stand for the folder a command starts in, so that a file of the project would run in place of a tool.
 */
export function searchPath(folders: readonly string[], path = ''): string {
  const bins = [...new Set(folders)].map((folder) => join(folder, 'node_modules', '.bin'));
  return [...bins, ...path.split(delimiter).filter(isAbsolute)].join(delimiter);
}
