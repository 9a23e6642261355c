import { defaultServerConditions, type UserConfig } from 'vite';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { listPackages } from './scripts/workspace.ts';

// Tests load the sources of workspace packages; only a process they start with plain node loads dist.
const conditions = ['@poppobuilder/source', ...defaultServerConditions];

const projects: TestProjectConfiguration[] = listPackages()
  .filter(({ folder }) => !folder.startsWith('examples/'))
  .map(({ folder, directory, manifest }) => ({
    extends: true,
    root: directory,
    test: { name: manifest.name, include: [folder === 'test' ? '**/*.test.ts' : 'src/**/*.test.ts'] },
  }));

const config: UserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: { projects },
});

export default config;
