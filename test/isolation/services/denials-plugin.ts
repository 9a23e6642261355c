import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definePlugin, defineTaskHandler, type Plugin } from '@poppobuilder/core';
import { z } from 'zod';

/** Handlers that do what they did not declare. */
const denialsPlugin: Plugin = definePlugin({
  name: 'denials-for-tests',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'fetch-offline',
      description: 'Fetches an address without network.',
      input: z.strictObject({ url: z.string() }),
      output: z.looseObject({}),
      async handle({ url }) {
        await fetch(url);
        return { success: true };
      },
    }),
    defineTaskHandler({
      type: 'write-read-only',
      description: 'Writes into a project that it may only read.',
      input: z.strictObject({}),
      output: z.looseObject({}),
      permissions: { files: 'read' },
      async handle(_task, { projectPath }) {
        await writeFile(join(projectPath, 'file'), '');
        return { success: true };
      },
    }),
  ],
});

export default denialsPlugin;
