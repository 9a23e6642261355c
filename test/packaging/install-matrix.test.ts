import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { listPackages, type Manifest, root } from '../../scripts/workspace.ts';
import { sample } from '../support/random.ts';
import { InstalledProject } from '../support/registry/installed-project.ts';
import { LINT_PLUGIN as PLUGIN, publishLintPlugin } from '../support/registry/lint-plugin.ts';
import { LocalRegistry } from '../support/registry/local-registry.ts';
import { nodeBinaries } from '../support/registry/node-binaries.ts';
import type { PackageManager } from '../support/registry/programs.ts';

const run = promisify(execFile);
const published = listPackages().filter(({ manifest }) => manifest.private !== true);
const entries = published.flatMap(({ manifest }) => entriesOf(manifest));
const testNode = { title: 'the Node of the tests', path: process.execPath };
const [oldest = testNode, middle = testNode, newest = testNode] = nodeBinaries;

/** Each manager, the Node that runs `poppo` there, and how TypeScript finds types. */
const rows: readonly {
  manager: PackageManager;
  node: typeof oldest;
  resolutions: readonly ('nodenext' | 'bundler')[];
}[] = [
  { manager: 'npm', node: oldest, resolutions: ['nodenext'] },
  { manager: 'pnpm', node: middle, resolutions: ['bundler'] },
  { manager: 'yarn', node: newest, resolutions: [] },
];

let registry: LocalRegistry;

beforeAll(async () => {
  registry = await LocalRegistry.start();
  await publishLintPlugin(registry);
}, 120_000);

afterAll(() => registry.close());

// Installing takes as long as it takes.
describe.each(sample(rows, inject('counts').variants, inject('seed')))(
  'all packages, installed with $manager',
  { timeout: 120_000 },
  ({ manager, node, resolutions }) => {
    let project: InstalledProject;

    beforeAll(async () => {
      project = await InstalledProject.create({
        registry,
        manager,
        dependencies: {
          ...Object.fromEntries(published.map(({ manifest }) => [manifest.name, '*'])),
          [PLUGIN]: '*',
          '@types/node': '*',
          zod: '*',
        },
        // Workers are processes that cannot read Yarn's zip files.
        files: manager === 'yarn' ? { '.yarnrc.yml': 'nodeLinker: node-modules\n' } : {},
      });
    }, 240_000);

    afterAll(() => project.remove());

    test.each(nodeBinaries)('load by require() and by import on $title', async ({ path }) => {
      await project.write('load.cjs', LOADING);
      expect(JSON.parse(await project.runScript('load.cjs', { node: path }))).toEqual(entries);
    });

    test(`let poppo run the task of a plugin beside it on ${node.title}`, async () => {
      await project.write('project/notes.txt', 'TODO: one\ndone\nTODO: two\n');
      const projectPath = join(project.folder, 'project');
      await project.write('task.json', { id: 'lint-1', type: 'lint', projectId: 'my-app', projectPath });
      const output = await project.runPoppo(['run', 'task.json', '--json'], { node: node.path });
      const events = output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { event: string });
      expect(events.find(({ event }) => event === 'task-completed')).toMatchObject({
        result: { success: true, findings: 2 },
      });
    });

    test.each(resolutions)('have complete types, as moduleResolution %s finds them', async (resolution) => {
      await project.write(`${resolution}/all.mts`, exportsOfAll('mts'));
      await project.write(`${resolution}/all.cts`, exportsOfAll('cts'));
      await project.write(`${resolution}/tsconfig.json`, {
        compilerOptions: {
          module: resolution === 'bundler' ? 'preserve' : 'nodenext',
          moduleResolution: resolution,
          target: 'es2023',
          strict: true,
          noEmit: true,
          skipLibCheck: false,
          types: ['node'],
        },
      });
      const args = ['-p', join(project.folder, resolution)];
      const compiled = run(join(root, 'node_modules/.bin/tsc'), args);
      const { stdout } = await compiled.catch((error: { stdout: string }) => error);
      expect(stdout).toBe('');
    });
  },
);

/** Requires every entry, then imports it, and prints the names of those that gave something both times. */
const LOADING = `
  const load = async (name) => {
    const required = require(name);
    const imported = await import(name);
    return Object.keys(required).length > 0 && Object.keys(imported).length > 0;
  };
  (async () => {
    const loaded = [];
    for (const name of ${JSON.stringify(entries)}) if (await load(name)) loaded.push(name);
    console.log(JSON.stringify(loaded));
  })();`;

function exportsOfAll(extension: 'mts' | 'cts'): string {
  const lines = entries.map((name, index) =>
    extension === 'mts'
      ? `export * as package${index} from '${name}';\n`
      : `import package${index} = require('${name}');\nexport { package${index} };\n`,
  );
  return lines.join('');
}

/** All that can be imported of a package. */
function entriesOf({ name, exports }: Manifest): string[] {
  return Object.keys(Object(exports) as object)
    .filter((entry) => entry !== './package.json')
    .map((entry) => name + entry.slice(1));
}
