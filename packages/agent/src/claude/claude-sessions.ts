import { readdir } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { SessionFolder } from '../cli/sessions/session-folder.ts';

/** Folder in that of the CLI's settings with a folder for each working directory. */
const PROJECTS = 'projects';

/** A session's id is a name of files. */
const ID = /^[\w-]+$/;

/** Returns the sessions in a folder of the CLI's settings: a transcript for each, and a folder with what belongs to it. */
export function claudeSessions(configDirectory: string): SessionFolder {
  return {
    path: configDirectory,
    async filesOf(sessionId) {
      if (!ID.test(sessionId)) return [];
      const folders = await readdir(join(configDirectory, PROJECTS)).catch(() => []);
      const found = folders.map(async (folder) => {
        const entries = await readdir(join(configDirectory, PROJECTS, folder), {
          recursive: true,
          withFileTypes: true,
        }).catch(() => []);
        return entries
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => join(parentPath, name).slice(configDirectory.length + 1))
          .filter((path) => isOfSession(path.split(sep).slice(2), sessionId));
      });
      return (await Promise.all(found)).flat();
    },
  };
}

const isOfSession = ([first = '', ...rest]: readonly string[], sessionId: string): boolean =>
  rest.length === 0 ? basename(first) === `${sessionId}.jsonl` : first === sessionId;
