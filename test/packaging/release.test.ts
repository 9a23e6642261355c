import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listPackages, root } from '../../scripts/workspace.ts';
import { InstalledProject } from '../support/registry/installed-project.ts';
import { LocalRegistry } from '../support/registry/local-registry.ts';
import { programs } from '../support/registry/programs.ts';
import { stageRelease } from '../support/registry/stage-release.ts';

const run = promisify(execFile);
const names = listPackages().flatMap(({ manifest }) => (manifest.private === true ? [] : manifest.name));
let folder: string;
let registry: LocalRegistry;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-dry-run-')));
  registry = await LocalRegistry.start({ tarballs: [] });
  await mkdir(join(folder, 'bin'));
  // The release runs pnpm by its name.
  await writeFile(join(folder, 'bin/pnpm'), `#!/bin/sh\nexec node '${programs.pnpm}' "$@"\n`);
  await chmod(join(folder, 'bin/pnpm'), 0o755);
}, 60_000);

afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

/** Publishes as the workflows do. */
async function publish(stage: string, program: readonly string[]): Promise<string> {
  const env = { ...registry.env, PATH: [join(folder, 'bin'), registry.env['PATH']].join(delimiter) };
  const { stdout } = await run(process.execPath, [...program], { cwd: stage, env });
  return stdout;
}

/** The versions of every package by their tags. */
async function publishedTags(of: readonly string[] = names): Promise<Record<string, string>[]> {
  const packages = of.map(async (name) => {
    const response = await fetch(registry.url + name);
    return ((await response.json()) as { 'dist-tags': Record<string, string> })['dist-tags'];
  });
  return Promise.all(packages);
}

test(
  'a merge is published under the tag canary alone, without what only a release concerns',
  { timeout: 180_000 },
  async () => {
    const stage = join(folder, 'canary');
    await stageRelease(stage, '--snapshot', 'canary');
    const released = '@poppobuilder/plugin-custom-command';
    const manifest = join(stage, 'plugins/custom-command/package.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.replace(/"version": "[^"]+"/, '"version": "0.9.0"'));
    await publish(stage, [join(root, 'scripts/publish-canary.ts')]);
    expect((await fetch(registry.url + released)).status).toBe(404);
    const canaries = names.filter((name) => name !== released);
    const tags = await publishedTags(canaries);
    expect(tags.map(({ canary }) => canary)).toEqual(
      canaries.map(() => expect.stringMatching(/^0\.0\.0-canary-\d+$/)),
    );
  },
);

test('a release is versioned, published, tagged, installed and run', { timeout: 180_000 }, async () => {
  const stage = join(folder, 'release');
  await stageRelease(stage);
  const git = ['-C', stage, '-c', 'user.name=a', '-c', 'user.email=a@example.org'];
  await writeFile(join(stage, '.gitignore'), 'node_modules\n');
  await run('git', [...git, 'init', '-q', '-b', 'main']);
  await run('git', [...git, 'add', '.']);
  await run('git', [...git, 'commit', '-q', '-m', 'Release']);
  await publish(stage, [programs.changeset, 'publish']);

  const latest = (await publishedTags()).map((tags) => tags['latest'] ?? '');
  expect(latest).toEqual(names.map(() => expect.stringMatching(/^\d+\.\d+\.\d+$/)));
  const { stdout } = await run('git', [...git, 'tag']);
  expect(stdout.trim().split('\n').toSorted()).toEqual(
    names.map((name, index) => `${name}@${latest[index]}`).toSorted(),
  );
  const changelog = await readFile(join(stage, 'packages/core/CHANGELOG.md'), 'utf8');
  expect(changelog).toContain(`## ${latest[names.indexOf('@poppobuilder/core')]}\n`);

  const dependencies = { poppobuilder: 'latest' };
  await using project = await InstalledProject.create({ registry, manager: 'pnpm', dependencies });
  expect(await project.runPoppo(['--version'])).toContain(latest[names.indexOf('poppobuilder')]);

  expect(await publish(stage, [programs.changeset, 'publish'])).toMatch(/no unpublished/i);
});
