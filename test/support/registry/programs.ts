import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const requireFromRoot = createRequire(new URL('../../../package.json', import.meta.url));

/** The package managers that users install our packages with. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn';

/** The scripts of the package managers and release tools that the lock file pins. Start them with `process.execPath`. */
export const programs: Readonly<Record<'changeset' | PackageManager, string>> = {
  changeset: join(dirname(requireFromRoot.resolve('@changesets/cli/package.json')), 'bin.js'),
  npm: join(dirname(require.resolve('npm/package.json')), 'bin/npm-cli.js'),
  pnpm: join(dirname(require.resolve('pnpm/package.json')), 'bin/pnpm.mjs'),
  yarn: join(dirname(require.resolve('@yarnpkg/cli-dist/package.json')), 'bin/yarn.js'),
};
