import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { satisfies } from 'semver';
import { afterAll, describe, expect, test } from 'vitest';
import { listPackages, root } from '../../scripts/workspace.ts';
import { programs } from '../support/registry/programs.ts';
import { releaseTarballs } from '../support/registry/release-tarballs.ts';
import { importedPackages } from './imported-packages.ts';

const run = promisify(execFile);
const published = listPackages().filter(({ manifest }) => manifest.private !== true);
const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-published-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(published)('$manifest.name declares every package that what it publishes imports', (member) => {
  const { name, dependencies, peerDependencies, optionalDependencies } = member.manifest;
  const declared = new Set([
    name,
    ...Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }),
  ]);
  const patterns = ['dist/**/*.js', 'dist/**/*.d.ts', 'bin/*.js'];
  const files = globSync(patterns, { cwd: member.directory }).map((file) => join(member.directory, file));
  const undeclared = files.flatMap((file) =>
    importedPackages(file)
      .filter((imported) => !declared.has(imported))
      .map((imported) => `${basename(file)}: ${imported}`),
  );
  expect(undeclared).toEqual([]);
});

test(
  'no tarball is larger than its limit in size-limits.json, and each has one',
  { timeout: 120_000 },
  async () => {
    const limits = JSON.parse(readFileSync(new URL('size-limits.json', import.meta.url), 'utf8')) as Record<
      string,
      number
    >;
    const tarballs = await releaseTarballs();
    const sizes = tarballs.map((file) => ({
      name: basename(file).replace(/-\d.*/, ''),
      size: statSync(file).size,
    }));
    expect(Object.keys(limits).toSorted()).toEqual(sizes.map(({ name }) => name).toSorted());
    expect(sizes.filter(({ name, size }) => size > (limits[name] ?? 0) * 1_000)).toEqual([]);
  },
);

test('everything that is installed with our packages runs on Node 22.13', { timeout: 60_000 }, async () => {
  const filters = published.map(({ manifest }) => `--filter=${manifest.name}`);
  const args = [programs.pnpm, ...filters, 'licenses', 'list', '--prod', '--json'];
  const { stdout } = await run(process.execPath, args, { cwd: root, maxBuffer: 2 ** 24 });
  const listed = JSON.parse(stdout) as Record<string, { paths: string[] }[]>;
  const folders = Object.values(listed).flatMap((packages) => packages.flatMap(({ paths }) => paths));
  expect(folders.length).toBeGreaterThan(100);
  const tooNew = folders.flatMap((path) => {
    const { name, engines } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
      name: string;
      engines?: { node?: string };
    };
    const range = engines?.node ?? '*';
    return satisfies('22.13.0', range) ? [] : [`${name} needs Node ${range}`];
  });
  expect(tooNew).toEqual([]);
});

describe('the list of third-party packages', { timeout: 60_000 }, () => {
  test('has only licenses that we agreed to, and every package that is installed or bundled', async () => {
    await run(process.execPath, [join(root, 'scripts/third-party.ts'), '--out', folder]);
    const table = readFileSync(join(folder, 'LICENSES.md'), 'utf8');
    expect(table).toMatch(/^\| pg-boss \| [\d.]+ \| MIT \|$/m);
    expect(table).toMatch(/^\| tsyringe \| [\d.]+ \| MIT \|$/m);
  });

  test('comes with an SBOM of each package, with what is bundled in it', () => {
    for (const { manifest } of published) {
      const file = `${manifest.name.replace('@', '').replace('/', '-')}.cdx.json`;
      const sbom = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>;
      expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
      expect((sbom['metadata'] as { component: { purl: string } }).component.purl).toBe(
        `pkg:npm/${manifest.name.replace('@', '%40')}@${manifest.version}`,
      );
    }
    const core = JSON.parse(readFileSync(join(folder, 'poppobuilder-core.cdx.json'), 'utf8')) as {
      components: { name: string }[];
    };
    expect(core.components.map(({ name }) => name)).toEqual(expect.arrayContaining(['pino', 'tsyringe']));
  });
});
