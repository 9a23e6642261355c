import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isInside } from '@poppobuilder/core';
import { isWide, taskFolderOn } from '@poppobuilder/core/runner-kit';
import { realPath } from './paths.ts';

interface PackageManifest {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * The folders that Node reads to load a module: its package, every `node_modules` above, and the same for each package
 * it depends on, however far, since a link of a workspace leads to another place. A module of no package, or of a wide folder that is one, stands for itself.
 */
export function packageFolders(module: string, homes: readonly string[]): string[] {
  const folders = new Set<string>();
  const visited = new Set<string>();
  const waiting = [realPath(module)].filter((file) => file !== undefined);
  for (const name of new Set([module, ...waiting])) {
    folders.add(packageRoot(dirname(name), homes) ?? name);
    for (const modules of modulesAbove(name)) folders.add(modules);
  }
  for (const file of waiting) {
    const root = packageRoot(file, homes);
    if (root === undefined || visited.has(root)) continue;
    visited.add(root);
    const above = modulesAbove(root);
    for (const folder of [root, ...above]) folders.add(folder);
    for (const name of dependenciesOf(root)) {
      const found = findDependency(name, above);
      if (found !== undefined && !mayBePlanted(found, module)) waiting.push(found.real);
    }
  }
  return [...folders];
}

interface Dependency {
  /** The entry of a `node_modules`. */
  readonly entry: string;
  readonly real: string;
}

function findDependency(name: string, modules: readonly string[]): Dependency | undefined {
  return modules
    .flatMap((folder): Dependency[] => {
      const entry = join(folder, name);
      const real = realPath(entry);
      return real === undefined ? [] : [{ entry, real }];
    })
    .at(0);
}

/** Whether a link leads out of a folder of tasks that is not the module's own: a task may have put it there. */
function mayBePlanted({ entry, real }: Dependency, module: string): boolean {
  const folder = taskFolderOn(entry);
  return folder !== undefined && !isInside(folder, real) && !isInside(folder, realPath(module) ?? module);
}

/** The outermost `node_modules` around a path. */
export function outermostModules(path: string): string | undefined {
  return /^.*?\/node_modules(?=\/|$)/.exec(path)?.[0];
}

/** The nearest folder with a package.json that has a name; none when that is a wide one. */
function packageRoot(path: string, homes: readonly string[]): string | undefined {
  const root = upwards(path).find((folder) => readManifest(folder)?.name !== undefined);
  return root === undefined || isWide(root, homes) ? undefined : root;
}

/** The nearest folder above a module with a package.json, which says how Node reads the module. */
export function nearestManifestFolder(module: string): string | undefined {
  return upwards(dirname(module)).find((folder) => existsSync(join(folder, 'package.json')));
}

/** The `node_modules` that Node looks into from a path, the nearest first. */
function modulesAbove(path: string): string[] {
  return upwards(path)
    .filter((folder) => !folder.endsWith('/node_modules'))
    .map((folder) => join(folder, 'node_modules'))
    .filter((folder) => existsSync(folder));
}

function dependenciesOf(root: string): string[] {
  const { dependencies, peerDependencies, optionalDependencies } = readManifest(root) ?? {};
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}

function readManifest(folder: string): PackageManifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageManifest;
  } catch {
    return undefined;
  }
}

function upwards(path: string): string[] {
  const folders = [path];
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) folders.push(dirname(folder));
  return folders;
}

/** Leaves out paths that lie inside another one of them. */
export function outermost(paths: Iterable<string>): string[] {
  const all = [...new Set(paths)];
  return all.filter((path) => !all.some((other) => other !== path && isInside(other, path)));
}
