import { closeSync, constants, existsSync, fstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isInside } from '@poppobuilder/core';
import { isWide, openRegularFile, placesOnPath, taskFolderAmong } from '@poppobuilder/core/runner-kit';
import { realPath } from './paths.ts';
import { ShortMemory } from './short-memory.ts';

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
  const own = waiting.at(0) ?? module;
  for (const file of waiting) {
    const { root, modules, dependencies } = packageOf(file, homes);
    if (root === undefined || visited.has(root)) continue;
    visited.add(root);
    for (const folder of [root, ...modules]) folders.add(folder);
    for (const dependency of dependencies) {
      if (!visited.has(dependency.real) && !mayBePlanted(dependency, own)) waiting.push(dependency.real);
    }
  }
  return [...folders];
}

/** What the disk says of a package. */
interface FoundPackage {
  /** Its folder; none for a file of no package, or of a wide folder. */
  readonly root: string | undefined;
  /** The `node_modules` that it loads its dependencies from. */
  readonly modules: readonly string[];
  readonly dependencies: readonly Dependency[];
}

interface Dependency {
  readonly real: string;
  /** Every place on the way from its entry in a `node_modules` to there. */
  readonly places: readonly string[];
}

/** Many packages depend on the same ones, and every worker of a pool loads the same packages. */
const packages = new ShortMemory<FoundPackage>();

function packageOf(file: string, homes: readonly string[]): FoundPackage {
  return packages.recall([file, ...homes].join('\0'), () => {
    const root = packageRoot(file, homes);
    if (root === undefined) return { root, modules: [], dependencies: [] };
    const modules = modulesAbove(root);
    const dependencies = dependenciesOf(root).flatMap((name) => findDependency(name, modules) ?? []);
    return { root, modules, dependencies };
  });
}

function findDependency(name: string, modules: readonly string[]): Dependency | undefined {
  for (const folder of modules) {
    const entry = join(folder, name);
    const real = realPath(entry);
    if (real !== undefined) return { real, places: placesOnPath(entry) };
  }
  return undefined;
}

/** Whether a link leads out of a folder of tasks that is not the module's own: a task may have put it there. */
function mayBePlanted({ places, real }: Dependency, module: string): boolean {
  const folder = taskFolderAmong(places);
  return folder !== undefined && !isInside(folder, real) && !isInside(folder, module);
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

/** Maximum size of a package.json, because a task may have written it. In bytes. */
const MAX_SIZE = 4 * 1024 * 1024;

/** Never waits, as reading a pipe would. */
function readManifest(folder: string): PackageManifest | undefined {
  let descriptor: number | undefined;
  try {
    const path = join(folder, 'package.json');
    descriptor = openRegularFile(path, { flags: constants.O_RDONLY, followLinks: true });
    if (fstatSync(descriptor).size > MAX_SIZE) return undefined;
    return JSON.parse(readFileSync(descriptor, 'utf8')) as PackageManifest;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
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
