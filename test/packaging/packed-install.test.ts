import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packPackage } from '../../scripts/pack-package.ts';
import { listPackages, type Manifest, root } from '../../scripts/workspace.ts';
import { readmeExample } from '../support/readme.ts';

const run = promisify(execFile);
const PLUGIN = '@acme/poppobuilder-plugin-lint';
const README_PATH = "'/home/me/my-app'";

// Packing, and installing from the registry, takes as long as it takes.
describe(
  'every published package, packed and installed with npm into an empty folder',
  { timeout: 60_000 },
  () => {
    let folder: string;
    let project: string;

    beforeAll(async () => {
      folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-packed-')));
      project = join(folder, 'project');
      write('project/notes.txt', 'TODO: one\ndone\nTODO: two\n');
      write('plugin/index.js', readmeExample('packages/core', 'plugin'));
      write('plugin/package.json', {
        name: PLUGIN,
        version: '1.0.0',
        type: 'module',
        exports: './index.js',
        peerDependencies: { '@poppobuilder/core': '^0.1.0', zod: '^4.0.0' },
        poppobuilder: { plugin: '.' },
      });
      const tarballs = await packAll();
      const dependencies = { ...tarballs, [PLUGIN]: 'file:plugin', '@types/node': versionOf('@types/node') };
      write('package.json', { private: true, dependencies });
      await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
    }, 300_000);

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test('poppo run runs the task of a third-party plugin, written as the README shows', async () => {
      const task = { id: 'lint-1', type: 'lint', projectId: 'my-app', projectPath: project };
      write('task.json', task);
      const poppo = join(folder, 'node_modules', '.bin', 'poppo');
      const { stdout } = await runIn(poppo, ['run', 'task.json', '--json']);
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      const completed = lines.find(({ event }) => event === 'task-completed');
      expect(completed).toMatchObject({ result: { success: true, findings: 2 } });
    });

    test('their types are complete: a consumer compiles without skipLibCheck', async () => {
      const names = listPackages()
        .filter(({ manifest }) => manifest.private !== true)
        .flatMap(({ manifest }) => entriesOf(manifest));
      expect(names).toContain('@poppobuilder/embedded-postgres');
      const imports = names.map((name, index) => `export * as package${index} from '${name}';\n`);
      write('types/all.mts', imports.join(''));
      write('types/tsconfig.json', {
        compilerOptions: {
          module: 'nodenext',
          target: 'es2023',
          strict: true,
          noEmit: true,
          skipLibCheck: false,
          types: ['node'],
        },
        files: ['all.mts'],
      });
      const compiled = await runIn(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'types']).catch(
        (error: { stdout: string }) => error,
      );
      expect(compiled.stdout).toBe('');
    });

    test('a script that imports only @poppobuilder/core runs it', async () => {
      write('script.mjs', script());
      const { stdout } = await runIn(process.execPath, ['script.mjs']);
      expect(stdout).toBe('2\n');
    });

    test('a script that requires only @poppobuilder/core runs it', async () => {
      const required = script().replace(/^import (.*) from (.*);$/m, 'const $1 = require($2);');
      write('script.cjs', `(async () => {\n${required}})();\n`);
      const { stdout } = await runIn(process.execPath, ['script.cjs']);
      expect(stdout).toBe('2\n');
    });

    test('a script runs a task through a worker pool, as the README shows', async () => {
      const text = readmeExample('packages/worker-pool', 'pool').replace(
        "'/home/me/my-app'",
        JSON.stringify(project),
      );
      write('pool.mjs', text);
      const { stdout } = await runIn(process.execPath, ['pool.mjs']);
      expect(stdout).toMatch(/^hello-1 hello\n(sandbox|process) 0\n$/);
    });

    test('poppo runs it in its own process too, and describes it', async () => {
      const poppo = join(folder, 'node_modules', '.bin', 'poppo');
      const { stdout } = await runIn(poppo, ['run', 'task.json', '--in-process']);
      expect(stdout).toContain('findings: 2');
      const listed = await runIn(poppo, ['plugins']);
      expect(listed.stdout).toContain('lint: Counts the lines that still say TODO.');
    });

    function script(): string {
      const text = readmeExample('packages/core', 'script');
      expect(text).toContain(README_PATH);
      return text.replace(README_PATH, JSON.stringify(project));
    }

    function write(path: string, content: unknown): void {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
    }

    /** The specifiers with which npm installs the tarballs, by package. */
    async function packAll(): Promise<Readonly<Record<string, string>>> {
      const published = listPackages().filter(({ manifest }) => manifest.private !== true);
      const specifiers: Record<string, string> = {};
      for (const { directory, manifest } of published) {
        const tarball = `${manifest.name.replaceAll(/\W+/g, '-')}.tgz`;
        const { ok, output } = await packPackage(directory, join(folder, tarball));
        if (!ok) throw new Error(output);
        specifiers[manifest.name] = `file:${tarball}`;
      }
      return specifiers;
    }

    function runIn(command: string, args: readonly string[]): Promise<{ stdout: string }> {
      const env = {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        POPPOBUILDER_HOME: join(folder, 'home'),
      };
      return run(command, args, { cwd: folder, env });
    }
  },
);

/** The version of a package that this workspace has. */
function versionOf(name: string): string {
  const manifest = fileURLToPath(import.meta.resolve(`${name}/package.json`));
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** All that can be imported of a package. */
function entriesOf({ name, exports }: Manifest): string[] {
  return Object.keys(Object(exports) as object)
    .filter((entry) => entry !== './package.json')
    .map((entry) => name + entry.slice(1));
}
