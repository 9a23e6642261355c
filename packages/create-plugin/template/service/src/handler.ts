import { defineTaskHandler } from '@poppobuilder/core';
import { z } from 'zod';
import { TextFiles } from './text-files.js';

export const handler = defineTaskHandler({
  type: 'my-task',
  description: 'Counts the lines in the Markdown files of a project that contain a word.',
  input: z.strictObject({ word: z.string().min(1).default('TODO') }),
  output: z.strictObject({ files: z.int(), lines: z.int() }),
  permissions: { files: 'read' },
  services: { textFiles: TextFiles },
  examples: [{ word: 'TODO' }],
  idempotent: true,
  async handle({ word }, { signal }, { textFiles }) {
    let files = 0;
    let lines = 0;
    for await (const text of textFiles.read(signal)) {
      files += 1;
      lines += text.split('\n').filter((line) => line.includes(word)).length;
    }
    return { success: true, files, lines };
  },
});
