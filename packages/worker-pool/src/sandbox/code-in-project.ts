import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isInside } from '@poppobuilder/core';
import { homeFolders } from '@poppobuilder/core/runner-kit';
import { nearestManifestFolder, packageFolders } from './package-folders.ts';
import { realPath } from './paths.ts';

/** Code that lies in folders of a worker's tasks, and what keeps them from changing it. All are real paths. */
export interface CodeInProject {
  /** Folders that no task may change: those of the modules and of what they depend on. */
  readonly folders: readonly string[];
  /** The folders between those and the writable ones: one that is renamed would take its code to another place. */
  readonly between: readonly string[];
  /** The `node_modules` between them that are not there, where a task could put modules in the way of others. */
  readonly absent: readonly string[];
}

/** A module that workers load. */
export interface ProtectedModule {
  /** Absolute path. */
  readonly file: string;
  /** The folder that was named as the plugin, all of which counts as its code; absent where a module was named. */
  readonly root?: string | undefined;
}

/**
 * Finds the code among some modules that lies in folders of tasks. A module of a package counts with the whole package,
 * unless that holds a whole project, and with every `node_modules` that it is searched for in; another one with its folder.
 */
export function codeInProject(
  modules: readonly ProtectedModule[],
  options: { readonly writable: readonly string[]; readonly covered: readonly string[] },
): CodeInProject {
  const writable = options.writable.flatMap((folder) => realPath(folder) ?? []);
  const ofTasks = [...writable, ...options.covered.flatMap((folder) => realPath(folder) ?? [])];
  const found = new Set<string>();
  for (const { file, root } of modules) {
    const real = realPath(file);
    const around = ofTasks.find((folder) => real !== undefined && isInside(folder, real));
    if (real !== undefined && around !== undefined) found.add(ownCode(real, realPath(root ?? ''), around));
    for (const folder of packageFolders(file, homeFolders())) {
      const place = realPath(folder);
      if (place !== undefined && ofTasks.some((other) => other !== place && isInside(other, place)))
        found.add(place);
    }
  }
  const folders = [...found].filter((folder) => folder !== '/');
  const between = [...new Set(folders.flatMap((folder) => foldersBetween(folder, writable)))].filter(
    (path) => !folders.some((folder) => isInside(folder, path)),
  );
  const modulesBetween = between.map((folder) => join(folder, 'node_modules'));
  return { folders, between, absent: modulesBetween.filter((folder) => !existsSync(folder)) };
}

/** What of a folder of tasks is a plugin: the package, else the folder of the module, else the module alone. */
function ownCode(module: string, root: string | undefined, around: string): string {
  if (root !== undefined && isInside(root, module)) return isInside(around, root) ? root : around;
  const candidates = [nearestManifestFolder(module) ?? dirname(module), dirname(module)];
  return candidates.find((folder) => folder !== around && isInside(around, folder)) ?? module;
}

function foldersBetween(folder: string, writable: readonly string[]): string[] {
  const above = dirname(folder);
  const isWithin = writable.some((root) => root !== '/' && root !== above && isInside(root, above));
  return isWithin && !writable.includes(folder) ? [above, ...foldersBetween(above, writable)] : [];
}
