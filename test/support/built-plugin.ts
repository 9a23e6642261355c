import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the built plugins of the tests are. */
export const BUILT: string = join(root, 'dist/plugins');

/** The path of a plugin of the tests as it is built before they run. */
export function builtPlugin(source: URL): string {
  return builtFileOf(fileURLToPath(source));
}

/** The built file of a source file in `test/`. */
export function builtFileOf(file: string): string {
  return join(BUILT, relative(root, file).replace(/\.ts$/, '.js'));
}

/** The built plugin of the runner contract. */
export const contractPlugin: string = join(
  dirname(createRequire(import.meta.url).resolve('@poppobuilder/core/package.json')),
  'dist/runner-contract/fixture-plugin.js',
);
