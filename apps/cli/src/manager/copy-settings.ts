import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readManifest } from '../plugins/read-manifest.ts';
import type { PackageManager } from './package-manager.ts';

/** Settings of pnpm that only make sense in the workspace itself. */
const OF_WORKSPACE =
  /^(packages|catalogs?|overrides|patchedDependencies|packageExtensions|injectWorkspacePackages)$/;

/** Settings of Yarn with paths that begin in the project. */
const OF_PROJECT = /^(plugins|cacheFolder|globalFolder|installStatePath|pnpUnpluggedFolder|virtualFolder)$/;

/**
 * Makes an empty folder a project in which a package manager finds the registries that the user's project has, and nothing
 * else of it.
 */
export function createEmptyProject({ kind, folder, rootFolder }: PackageManager, target: string): void {
  const manifests = [folder, rootFolder].map(
    (from) => Object(readManifest(join(from, 'package.json'))) as object,
  );
  const [packageManager] = manifests.flatMap(
    (manifest) => (manifest as { packageManager?: unknown }).packageManager ?? [],
  );
  writeFileSync(join(target, 'package.json'), JSON.stringify({ private: true, packageManager }));
  const npmrc = [...new Set([rootFolder, folder])].map((from) => join(from, '.npmrc')).filter(existsSync);
  const settings = npmrc.map((file) => readFileSync(file, 'utf8')).join('\n');
  if (settings !== '') writeFileSync(join(target, '.npmrc'), settings, { mode: 0o600 });
  if (kind === 'pnpm') copyBlocks(rootFolder, target, 'pnpm-workspace.yaml', OF_WORKSPACE);
  if (kind === 'berry') copyBlocks(rootFolder, target, '.yarnrc.yml', OF_PROJECT);
  if (kind === 'yarn' && existsSync(join(rootFolder, '.yarnrc'))) {
    copyFileSync(join(rootFolder, '.yarnrc'), join(target, '.yarnrc'));
  }
  // Without one of its own, Yarn would look for a project further up.
  if (kind === 'yarn' || kind === 'berry') writeFileSync(join(target, 'yarn.lock'), '');
}

/** Copies a YAML file without some of the keys at its top. */
function copyBlocks(from: string, target: string, name: string, without: RegExp): void {
  const file = join(from, name);
  if (!existsSync(file)) return;
  const kept: string[] = [];
  let isKept = true;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const key = /^["']?([\w-]+)["']?\s*:/.exec(line)?.[1];
    if (key !== undefined) isKept = !without.test(key);
    if (isKept)
      kept.push(
        line.replace(/^(yarnPath:\s*)(.+)$/, (_, start: string, path: string) => start + resolve(from, path)),
      );
  }
  writeFileSync(join(target, name), kept.join('\n'), { mode: 0o600 });
}
