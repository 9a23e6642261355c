import { execFile } from 'node:child_process';
import { chmod, readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/workspace.ts';
import { claudeBinary } from '../support/claude-binary.ts';
import { createWorld } from '../support/github/github-world.ts';
import { says, startModelApi } from '../support/model-api.ts';
import { firstExample, readmeExample } from '../support/readme.ts';
import { installedPackages, sizeOnDisk } from '../support/registry/installed-packages.ts';
import { LINT_PLUGIN as PLUGIN, publishLintPlugin } from '../support/registry/lint-plugin.ts';
import { InstalledProject } from '../support/registry/installed-project.ts';
import { LocalRegistry } from '../support/registry/local-registry.ts';
import { nodeBinaries } from '../support/registry/node-binaries.ts';
import type { PackageManager } from '../support/registry/programs.ts';

/** Returns git's options for a repository whose commits have an author. */
const gitOptions = (repository: string): string[] => [
  '-C',
  repository,
  '-c',
  'user.name=a',
  '-c',
  'user.email=a@example.org',
];

const run = promisify(execFile);
const [oldest] = nodeBinaries;
let registry: LocalRegistry;

beforeAll(async () => {
  registry = await LocalRegistry.start();
  await publishLintPlugin(registry);
}, 120_000);

afterAll(() => registry.close());

/** Installs what the README of a package says, and writes the example's files. */
async function install(
  manager: PackageManager,
  names: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<InstalledProject> {
  const dependencies = Object.fromEntries(names.map((name) => [name, '*']));
  const project = await InstalledProject.create({ registry, manager, dependencies, files });
  await project.write('project/.keep', '');
  // Root's Postgres is another user's.
  await chmod(project.folder, 0o711);
  return project;
}

/** Runs a module of the project; the paths that the README prints become those of the project. */
async function runMain(
  project: InstalledProject,
  name: string,
  text: string,
  options: { node?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const printed = /'(?:\/home\/me\/my-app|\/srv\/website)'/g;
  const main = text
    .replaceAll(printed, JSON.stringify(join(project.folder, 'project')))
    .replaceAll(/\/var\/(?:lib|cache)\/my-app/g, join(project.folder, 'data'));
  await project.write(name, main);
  return project.runScript(name, options);
}

// Installing takes as long as it takes.
describe('a program that installs one package runs the example of its README', { timeout: 180_000 }, () => {
  describe('core', () => {
    const script = readmeExample('packages/core', 'script');
    const required = script.replace(/^import (.*) from (.*);$/m, 'const $1 = require($2);');
    let project: InstalledProject;

    beforeAll(async () => {
      project = await install('npm', ['@poppobuilder/core', 'zod', PLUGIN], {});
      await project.write('project/notes.txt', 'TODO: one\ndone\nTODO: two\n');
    }, 120_000);

    afterAll(() => project.remove());

    test.each([
      ['main.mjs', script],
      ['main.cjs', `(async () => {\n${required}})();\n`],
    ])('%s, on the oldest Node', async (name, text) => {
      expect(await runMain(project, name, text, oldest && { node: oldest.path })).toBe('2\n');
    });

    test('core brings no package but zod, and takes at most 2.5 MB without it', async () => {
      const installed = await installedPackages(project.folder);
      expect(installed.map(({ name }) => name)).toEqual([PLUGIN, '@poppobuilder/core', 'zod']);
      const core = installed.filter(({ name }) => name === '@poppobuilder/core');
      const sizes = await Promise.all(core.map(({ folder }) => sizeOnDisk(folder)));
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(2_500_000);
    });
  });

  test('agent, with the Claude CLI', async () => {
    await using api = await startModelApi([says('A shop.')]);
    await using project = await install('pnpm', ['@poppobuilder/agent', '@poppobuilder/core', 'zod'], {
      'summarize.ts': firstExample('packages/agent', 'ts'),
    });
    const env = {
      ANTHROPIC_API_KEY: 'key',
      ANTHROPIC_BASE_URL: api.url,
      HOME: join(project.folder, 'user'),
      PATH: [dirname(process.execPath), dirname(claudeBinary()), process.env['PATH']].join(delimiter),
    };
    const told = await runMain(project, 'main.ts', readmeExample('packages/agent', 'run'), { env });
    expect(told).toMatch(/^A shop\. [\d.]+\n$/);
  });

  test('github, from the zip files of Yarn', async () => {
    await using world = await createWorld();
    const { github } = world;
    await github.api('anna').rest.issues.create({ ...github.at, title: 'A question', body: 'Why?' });
    await using project = await install('yarn', ['@poppobuilder/github', '@poppobuilder/core', 'zod'], {
      'answer.ts': firstExample('packages/github', 'ts'),
    });
    const config = `projectConfig: ${JSON.stringify(world.projectConfig)},\n  issueNumber`;
    const text = readmeExample('packages/github', 'run').replace('issueNumber', config);
    expect(await runMain(project, 'main.ts', text)).toMatch(/^https?:.*#issuecomment-\d+\n$/);
  });

  test('workspace', async () => {
    await using project = await install('pnpm', ['@poppobuilder/workspace', '@poppobuilder/core', 'zod'], {
      'add-note.ts': firstExample('packages/workspace', 'ts'),
    });
    const remote = join(project.folder, 'remote.git');
    const git = gitOptions(join(project.folder, 'project'));
    await run('git', ['init', '-q', '--bare', '-b', 'main', remote]);
    await run('git', [...git, 'init', '-q', '-b', 'main']);
    await run('git', [...git, 'commit', '-q', '--allow-empty', '-m', 'Start']);
    await run('git', [...git, 'push', '-q', remote, 'main']);
    const text = readmeExample('packages/workspace', 'run').replace('git@example.org:me/my-app.git', remote);
    expect(await runMain(project, 'main.ts', text)).toMatch(/^\[ '[0-9a-f]{40}' \]\n$/);
    const { stdout } = await run('git', ['-C', remote, 'show', 'poppo/note:NOTE.md']);
    expect(stdout).toBe('Remember the milk.');
  });

  test('embedded-postgres, whose declarations need no @types/pg', async () => {
    await using project = await install('pnpm', ['@poppobuilder/embedded-postgres', 'pg'], {});
    const text = readmeExample('packages/embedded-postgres', 'run');
    expect(await runMain(project, 'main.mjs', text, oldest && { node: oldest.path })).toBe(
      'Hello from Postgres 18\n',
    );
    await project.write('types/main.mts', TYPED_POSTGRES);
    await project.write('types/tsconfig.json', {
      compilerOptions: { module: 'nodenext', strict: true, noEmit: true, skipLibCheck: false, types: [] },
    });
    const compiler = new URL('../../node_modules/typescript/bin/tsc', import.meta.url).pathname;
    await run(process.execPath, [compiler, '-p', join(project.folder, 'types')]);
  });

  test('result-cache', async () => {
    const names = ['@poppobuilder/result-cache', '@poppobuilder/core', 'zod'];
    await using project = await install('pnpm', names, {});
    const text = readmeExample('packages/result-cache', 'run');
    const result = '{ files: 1, success: true }\n';
    expect(await runMain(project, 'main.ts', text)).toBe(
      `${result}count-2: cached (from count-1)\n${result}`,
    );
  });

  test('engine', async () => {
    const names = [
      '@poppobuilder/engine',
      '@poppobuilder/core',
      '@poppobuilder/plugin-custom-command',
      'zod',
    ];
    await using project = await install('pnpm', names, {});
    const text = readmeExample('packages/engine', 'engine');
    expect(await runMain(project, 'main.mjs', text, oldest && { node: oldest.path })).toMatch(
      /^It was built\n/,
    );
  });

  test('worker-pool', async () => {
    const names = [
      '@poppobuilder/worker-pool',
      '@poppobuilder/core',
      '@poppobuilder/plugin-custom-command',
      'zod',
    ];
    await using project = await install('npm', names, {});
    const text = readmeExample('packages/worker-pool', 'pool');
    expect(await runMain(project, 'main.mjs', text, oldest && { node: oldest.path })).toMatch(
      /^hello-1 hello\n(sandbox|process) 0\n$/,
    );
  });
});

test(
  'a program of at most 30 lines has an executor of two plugins and a replaced service',
  { timeout: 180_000 },
  async () => {
    const plugin = '@poppobuilder/example-third-party-plugin';
    await registry.publishFiles({
      'index.js': await readFile(join(root, 'examples/third-party-plugin/index.js'), 'utf8'),
      'package.json': {
        name: plugin,
        version: '1.0.0',
        type: 'module',
        exports: './index.js',
        peerDependencies: { '@poppobuilder/core': '>=0.1 <1', zod: '^4.0.0' },
      },
    });
    const names = ['@poppobuilder/core', '@poppobuilder/plugin-custom-command', plugin, 'zod'];
    await using project = await install('npm', names, {});
    const git = gitOptions(join(project.folder, 'project'));
    await run('git', [...git, 'init', '-q', '-b', 'main']);
    await run('git', [...git, 'commit', '-q', '--allow-empty', '-m', 'Fix the door']);
    const program = readmeExample('docs/guide', 'two-plugins', 'building-an-executor.md');
    expect(program.trim().split('\n').length).toBeLessThanOrEqual(30);
    const text = program.replace('process.cwd()', JSON.stringify(join(project.folder, 'project')));
    expect(await runMain(project, 'main.js', text)).toBe(
      'fetch-1 started\nnotes-1 started\n{"fixes":["Fix the door"],"changes":[]}\n',
    );
  },
);

/** Says in types what the surface of the package is. */
const TYPED_POSTGRES = `
  import { openEmbeddedPostgres } from '@poppobuilder/embedded-postgres';
  const postgres = await openEmbeddedPostgres({ folder: '/var/lib/my-app/database' });
  const connection: { host: string; port: number; user: string; database: string } = postgres.connection;
  const pid: number = postgres.pid;
  const done: Promise<void>[] = [postgres.ensureRunning(), postgres.close()];
  export { connection, pid, done };`;
