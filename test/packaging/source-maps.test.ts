import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from '../../scripts/workspace.ts';

const run = promisify(execFile);

it.each([
  { name: 'packages/core', code: 'new core.TaskExecutor({ timeout: -1 })' },
  { name: 'packages/worker-pool', code: 'new core.WorkerPool({ plugins: ["absent-package"] })' },
])('the stack of an error in the bundle of $name leads to its source', async ({ name, code }) => {
  const url = pathToFileURL(join(root, name, 'dist/index.js')).href;
  const script = `const core = await import('${url}'); try { ${code} } catch (error) { console.log(error.stack) }`;
  const { stdout } = await run(process.execPath, [
    '--enable-source-maps',
    '--input-type=module',
    '-e',
    script,
  ]);
  const places = [
    ...stdout.matchAll(/at (?:new )?(\w+).*?\(?(?:file:\/\/)?(\/[^\s()]*\/src\/[^\s()]+\.ts):(\d+):\d+/g),
  ];
  expect(places.length).toBeGreaterThan(1);
  // The first is where the error is made.
  const [, , file = '', line = ''] = places[0] ?? [];
  const source = (await readFile(file, 'utf8')).split('\n');
  expect(source[Number(line) - 1]).toMatch(/new TaskError|super\(/);
  expect(stdout).not.toMatch(/\/dist\/[\w-]+\.js:\d+/);
});
