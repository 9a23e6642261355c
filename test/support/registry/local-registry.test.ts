import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listPackages } from '../../../scripts/workspace.ts';
import { LocalRegistry } from './local-registry.ts';
import { programs } from './programs.ts';

const run = promisify(execFile);
let folder: string;
let registry: LocalRegistry;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-registry-test-')));
  registry = await LocalRegistry.start();
}, 120_000);

afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

test('the registry has every published package, as the next release has it', async () => {
  const published = listPackages().filter(({ manifest }) => manifest.private !== true);
  const names = published.map(({ manifest }) => manifest.name);
  const versions = await Promise.all(
    names.map(async (name) => {
      const response = await fetch(registry.url + name);
      return ((await response.json()) as { 'dist-tags': { latest: string } })['dist-tags'].latest;
    }),
  );
  expect(versions).not.toContain('0.0.0');
  expect(versions).toHaveLength(names.length);
});

test('a package that a test publishes is installed by npm, pnpm and Yarn', async () => {
  const source = join(folder, 'source');
  await mkdir(source);
  await writeFile(join(source, 'index.js'), 'export default 7;\n');
  const manifest = { name: '@acme/seven', version: '1.0.0', type: 'module', exports: './index.js' };
  await writeFile(join(source, 'package.json'), JSON.stringify(manifest));
  await registry.publish(source);
  for (const manager of ['npm', 'pnpm', 'yarn'] as const) {
    const cwd = join(folder, manager);
    await mkdir(cwd);
    await writeFile(join(cwd, 'package.json'), '{}');
    if (manager === 'yarn') await writeFile(join(cwd, 'yarn.lock'), '');
    const add = manager === 'npm' ? 'install' : 'add';
    await run(process.execPath, [programs[manager], add, '@acme/seven'], { cwd, env: registry.env });
    expect(JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8'))).toMatchObject({
      dependencies: { '@acme/seven': '^1.0.0' },
    });
  }
});
