import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runPoppo } from '../support/poppo.ts';
import { listBlocks } from './blocks/list-blocks.ts';

it('prints the mistakes of a configuration as documented', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-docs-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'poppobuilder.config.json');
  writeFileSync(file, JSON.stringify({ slots: 0, projects: { shop: { path: '.', trigers: {} } } }));
  const block = listBlocks('docs/reference/config.md').find(
    ({ example }) => example === 'mistakes of a configuration',
  );
  const { exitCode, stderr } = await runPoppo(['config', 'check', '--config', file], {
    cwd: folder,
    home: folder,
  });
  expect(exitCode).toBe(2);
  expect(stderr.replace(folder, '/srv/poppo').trim()).toBe(block?.text);
});
