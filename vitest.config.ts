import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultServerConditions, type UserConfig } from 'vite';
import { defaultExclude, defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { absentGroups } from './scripts/test-groups.ts';
import { counts, isolationModes, scale, seed, workers } from './scripts/test-settings.ts';
import { listPackages, root } from './scripts/workspace.ts';

// Tests load the sources of workspace packages; only a process they start with plain node loads dist.
const conditions = ['@poppobuilder/source', ...defaultServerConditions];

const exclude = [...defaultExclude, ...absentGroups().map(({ files }) => files)];

/** What a package starts before its tests, if it has such a file. */
const globalSetupOf = (directory: string): string[] => [
  join(root, 'scripts/test-setup.ts'),
  ...['src/fixtures/global-setup.ts', 'support/build-plugins.ts']
    .map((file) => join(directory, file))
    .filter((file) => existsSync(file)),
];

/** Packages whose tests keep nothing in modules or the process, so that the files of a worker can share both. */
const SHARING = ['packages/agent', 'packages/github', 'packages/github-tasks'];

const projects: TestProjectConfiguration[] = listPackages()
  .filter(({ folder }) => !folder.startsWith('examples/') && !folder.endsWith('/template'))
  .map(({ folder, directory, manifest }) => ({
    extends: true,
    root: directory,
    test: {
      name: manifest.name,
      include: [folder === 'test' ? '**/*.test.ts' : 'src/**/*.test.ts'],
      exclude,
      isolate: !SHARING.includes(folder),
      globalSetup: globalSetupOf(directory),
    },
  }));

const config: UserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    projects,
    maxWorkers: workers,
    // Warnings are still emitted, for tests to listen to, but not printed.
    execArgv: ['--no-warnings'],
    // What passing tests print is for the log of long runs.
    silent: scale > 1 ? false : 'passed-only',
    // Far more than a test takes, because others use the same cores.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    provide: { counts, seed, isolationModes },
  },
});

export default config;
