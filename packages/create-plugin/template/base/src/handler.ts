import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineTaskHandler } from '@poppobuilder/core';
import { z } from 'zod';

export const handler = defineTaskHandler({
  type: 'my-task',
  description: 'Counts the lines in the Markdown files of a project that contain a word.',
  input: z.strictObject({ word: z.string().min(1).default('TODO') }),
  output: z.strictObject({ files: z.int(), lines: z.int() }),
  permissions: { files: 'read' },
  examples: [{ word: 'TODO' }],
  idempotent: true,
  async handle({ word }, { workingDirectory, signal }) {
    let files = 0;
    let lines = 0;
    const folders = [workingDirectory];
    for (const folder of folders) {
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        signal.throwIfAborted();
        const path = join(folder, entry.name);
        if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.')) {
          folders.push(path);
        } else if (entry.isFile() && entry.name.endsWith('.md')) {
          const text = await readFile(path, { encoding: 'utf8', signal });
          files += 1;
          lines += text.split('\n').filter((line) => line.includes(word)).length;
        }
      }
    }
    return { success: true, files, lines };
  },
});
