import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServiceToken, defineService, TaskContext } from '@poppobuilder/core';

/**
 * Reads the text files of a project. `read` yields the text of each Markdown file, until the signal aborts.
 *
 * @typedef {{ read(signal: AbortSignal): AsyncIterable<string> }} TextFiles
 */

/**
 * Names the service for handlers, and for tests and programs that put another one in its place.
 *
 * @type {import('@poppobuilder/core').ServiceToken<TextFiles>}
 */
export const TextFiles = createServiceToken({ id: '@acme/my-task/TextFiles', scope: 'task' });

export const textFiles = defineService({
  token: TextFiles,
  services: { context: TaskContext },
  create: ({ context }) => ({
    async *read(signal) {
      const folders = [context.workingDirectory];
      for (const folder of folders) {
        for (const entry of await readdir(folder, { withFileTypes: true })) {
          signal.throwIfAborted();
          const path = join(folder, entry.name);
          if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.')) {
            folders.push(path);
          } else if (entry.isFile() && entry.name.endsWith('.md')) {
            yield await readFile(path, { encoding: 'utf8', signal });
          }
        }
      }
    },
  }),
});
