import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultServerConditions, type UserConfig } from 'vite';
import type { InlineConfig } from 'vitest/node';
import { defaultExclude, defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { LongestFirst } from './scripts/longest-first.ts';
import { absentGroups } from './scripts/test-groups.ts';
import {
  counts,
  isolationModes,
  memoryFolder,
  runsBothModes,
  scale,
  seed,
  week,
  workers,
} from './scripts/test-settings.ts';
import { listPackages, root } from './scripts/workspace.ts';

// Tests load the sources of workspace packages; only a process they start with plain node loads dist.
const SOURCE = ['@poppobuilder/source', ...defaultServerConditions];

/**
 * Projects that import other packages from dist when `scripts/test.ts` has just built it: each of their many files reads
 * one module of a package in place of hundreds.
 */
const BUILT = process.env['POPPOBUILDER_TEST_BUILT'] === '1' ? ['packages/engine', 'test'] : [];

/** Projects with tests that are there for both isolation modes. */
const MODES = ['packages/worker-pool', 'test'];

/** What is built is read by node itself. */
const DIST = /\/(?:packages|plugins|apps)\/[^/]+\/dist\//;

const exclude = [...defaultExclude, ...absentGroups().map(({ files }) => files)];

/** What a package starts before its tests, if it has such a file. */
const globalSetupOf = (directory: string): string[] => [
  join(root, 'scripts/test-setup.ts'),
  ...['src/fixtures/global-setup.ts', 'support/build-plugins.ts']
    .map((file) => join(directory, file))
    .filter((file) => existsSync(file)),
];

/**
 * Files that keep something in modules or the process, or need a process in which nobody has. Those of work on GitHub start
 * git by the thousand, and the start of a process takes the longer the more memory the one has that starts it.
 */
const APART = [
  'packages/core/src/process/host-programs.test.ts',
  'packages/worker-pool/src/sandbox/probe-sandbox.test.ts',
  'packages/worker-pool/src/sandbox/readable-folders.test.ts',
  'test/github/**/*.test.ts',
];

const projects: TestProjectConfiguration[] = listPackages()
  .filter(({ folder }) => !folder.startsWith('examples/') && !folder.endsWith('/template'))
  .flatMap(({ folder, directory, manifest }) => {
    const isBuilt = BUILT.includes(folder);
    const setupFiles = MODES.includes(folder) ? [join(root, 'scripts/one-isolation-mode.ts')] : [];
    const common = { root: directory, isBuilt, globalSetup: globalSetupOf(directory), setupFiles };
    const include = [folder === 'test' ? '**/*.test.ts' : 'src/**/*.test.ts'];
    const apart = APART.filter((file) => file.startsWith(`${folder}/`)).map((file) => join(root, file));
    return [
      projectOf({ ...common, name: manifest.name, include, exclude: [...exclude, ...apart] }),
      ...(apart.length === 0
        ? []
        : [
            projectOf({
              ...common,
              name: `${manifest.name} (apart)`,
              include: apart,
              exclude,
              isolate: true,
            }),
          ]),
    ];
  });

type TestProjectSettings = Pick<
  InlineConfig,
  'name' | 'include' | 'exclude' | 'isolate' | 'globalSetup' | 'setupFiles'
>;

function projectOf({
  root: directory,
  isBuilt,
  ...test
}: { root: string; isBuilt: boolean } & TestProjectSettings): TestProjectConfiguration {
  const conditions = isBuilt ? [...defaultServerConditions] : SOURCE;
  return {
    extends: true,
    root: directory,
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    // The files of a worker share the modules that they load.
    test: { isolate: false, ...test, ...(isBuilt ? { server: { deps: { external: [DIST] } } } : {}) },
  };
}

const config: UserConfig = defineConfig({
  test: {
    projects,
    maxWorkers: workers,
    sequence: { sequencer: LongestFirst },
    // Warnings are still emitted, for tests to listen to, but not printed.
    execArgv: ['--no-warnings'],
    // What passing tests print is for the log of long runs.
    silent: scale > 1 ? false : 'passed-only',
    // Far more than a test takes, because others use the same cores.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } },
    provide: { counts, seed, week, isolationModes, memoryFolder, runsBothModes },
  },
});

export default config;
