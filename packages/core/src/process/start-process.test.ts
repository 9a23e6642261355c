import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startProcess } from './start-process.ts';

/** Keeps the event loop from turning. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

it.skipIf(process.platform === 'win32')('gives the whole output when the event loop was busy', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-output-'));
  const begin = join(folder, 'begin');
  const environment = { PATH: process.env['PATH'] ?? '' };
  const start = (script: string, onStdout?: (chunk: Buffer) => void): Promise<unknown> =>
    startProcess('sh', ['-c', script], { cwd: folder, environment, onStdout }, { grace: 100 }).ended;
  const begun = `until [ -e ${begin} ]; do sleep 0.01; done`;
  let output = '';
  const ended = [
    // In the turn that meets its end, the others write and end: their ends are met, and their output is not.
    start('echo first', () => {
      writeFileSync(begin, '');
      block(500);
    }),
    start(`${begun}; echo second`, (chunk) => {
      output += chunk.toString();
    }),
    start(begun).then(() => block(1_000)),
  ];
  block(300);
  await Promise.all(ended);
  rmSync(folder, { recursive: true });
  expect(output).toBe('second\n');
});
