import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runCommand, type CommandResult } from './run-command.ts';
import type { Manifest } from './workspace.ts';

const require = createRequire(new URL('../test/package.json', import.meta.url));

/** The pnpm of the lock file; start it with Node. */
export const pnpm: string = join(dirname(require.resolve('pnpm/package.json')), 'bin/pnpm.mjs');

/** Packs with pnpm, which alone replaces `catalog:` and `workspace:` and runs the hook of `.pnpmfile.mjs`. */
export async function packPackage(directory: string, tarball: string): Promise<CommandResult> {
  return runCommand('node', [pnpm, 'pack', '--out', tarball], directory);
}

/** What works in the workspace only must not reach the registry. */
export async function checkTarball(tarball: string): Promise<CommandResult> {
  const manifest = await runCommand('tar', ['-xOf', tarball, 'package/package.json']);
  const list = await runCommand('tar', ['-tf', tarball]);
  if (!manifest.ok || !list.ok) return { ok: false, output: manifest.output + list.output };

  const files = list.output.split('\n').filter((file) => file !== '');
  const problems = [
    ...['@poppobuilder/source', 'catalog:', 'workspace:']
      .filter((text) => manifest.output.includes(`"${text}`))
      .map((text) => `its package.json contains "${text}", which works in the workspace only`),
    ...files
      .filter((file) => /\.test\./.test(file) && !file.startsWith('package/template/'))
      .map((file) => `it contains the test ${file}`),
    ...(files.includes('package/LICENSE') ? [] : ['it contains no LICENSE']),
  ];
  return { ok: problems.length === 0, output: problems.map((problem) => `${problem}\n`).join('') };
}

/** Reads the manifest that a tarball holds. */
export async function readPackedManifest(tarball: string): Promise<Manifest> {
  const { output } = await runCommand('tar', ['-xOf', tarball, 'package/package.json']);
  return JSON.parse(output) as Manifest;
}
