import { fstatSync, writeSync } from 'node:fs';
import { definePlugin, defineTaskHandler, type Plugin } from '@poppobuilder/core';
import { z } from 'zod';

/** The descriptor of the pipe from a worker to its host. */
const OUTBOX = 3;

/** Tasks that this worker was given: the number that its messages repeat. */
let runs = 0;

/** Writes all of a text, as fast as it is read. */
function write(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

const plugin: Plugin = definePlugin({
  name: '@poppobuilder/test/lying-worker',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'lie',
      description: 'Sends what a worker never sends.',
      input: z.strictObject({
        lines: z.array(z.string()),
        depth: z.int().default(0),
        keys: z.int().default(0),
      }),
      output: z.looseObject({}),
      async handle({ lines, depth, keys }) {
        runs += 1;
        const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
        const long = Array.from({ length: keys }, (_, index) => `"${'k'.repeat(20_000)}${index}":1`).join();
        for (const line of lines) {
          write(OUTBOX, `${line.replace('DEEP', deep).replace('KEYS', long).replace('RUN', String(runs))}\n`);
        }
        return { success: true, honest: true };
      },
    }),
    defineTaskHandler({
      type: 'lie-everywhere',
      description: 'Writes what is no message into every socket but the one that messages go by.',
      input: z.strictObject({ bytes: z.int() }),
      output: z.looseObject({}),
      async handle({ bytes }) {
        runs += 1;
        const lie = Buffer.from(`${'x'.repeat(bytes)}\n`);
        for (let descriptor = OUTBOX + 1; descriptor < 32; descriptor += 1) {
          try {
            if (fstatSync(descriptor).isSocket()) writeSync(descriptor, lie);
          } catch {
            // It is not open, takes no more, or cannot be written.
          }
        }
        return { success: true, bytes };
      },
    }),
    defineTaskHandler({
      type: 'print-early',
      description: 'Prints while its input is checked, and then goes on until it is stopped.',
      input: z.strictObject({ bytes: z.int() }).refine(({ bytes }) => {
        write(1, 'x'.repeat(bytes));
        for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
      }),
      output: z.looseObject({}),
      handle: async () => ({ success: true }),
    }),
  ],
});

export default plugin;
