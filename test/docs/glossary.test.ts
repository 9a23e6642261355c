import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../scripts/workspace.ts';

/** Terms to avoid of the glossary that mean nothing else. */
const AVOIDED =
  /\b(?:patience|untold|bury|buried|storable|kin|asData|quietText|WorkerShelf|FairTurns|PoolWay)\b|\bMOST_[A-Z]/gi;

const NAMING = ['docs/glossary.md', 'test/docs/glossary.test.ts'];

it('no source and no page uses the unambiguous terms to avoid of the glossary', () => {
  const listed = execFileSync('git', ['ls-files', '*.ts', '*.md'], { cwd: root, encoding: 'utf8' });
  const files = listed.trim().split('\n');
  expect(files.length).toBeGreaterThan(500);
  const found = files
    .filter((file) => !NAMING.includes(file) && existsSync(join(root, file)))
    .flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(AVOIDED)].map(([term]) => `${file}: ${term}`),
    );
  expect(found).toEqual([]);
});
