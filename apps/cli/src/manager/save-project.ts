import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, type PackageManager } from './package-manager.ts';
import { runManager } from './run-manager.ts';

/** Files that package managers change, in the project's folder and in that of its lock file. */
const FILES = [
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'yarn.lock',
  '.yarnrc.yml',
  '.pnp.cjs',
  '.pnp.loader.mjs',
  '.yarn/install-state.gz',
  'bun.lock',
  'bun.lockb',
  'node_modules/.package-lock.json',
  'node_modules/.modules.yaml',
  'node_modules/.pnpm/lock.yaml',
  'node_modules/.pnpm-workspace-state-v1.json',
  'node_modules/.yarn-integrity',
  'node_modules/.yarn-state.yml',
];

/** A project as it is before a package manager changes it. */
export interface SavedProject {
  /** Puts back package.json, the lock file and what is installed. Rejects when the package manager cannot. */
  readonly restore: () => Promise<void>;
  /** Puts back the files alone: for when this process ends at once. */
  readonly restoreFiles: () => void;
}

/** Saves a project, so that a failed change leaves nothing behind. */
export function saveProject(manager: PackageManager): SavedProject {
  const folders = [...new Set([manager.rootFolder, manager.folder])];
  const files = folders.flatMap((folder) => FILES.map((name) => saveFile(join(folder, name))));
  const installed = folders.map((folder) => saveInstalled(join(folder, 'node_modules')));
  const hadModules = existsSync(join(manager.folder, 'node_modules'));
  const restoreFiles = (): void => {
    for (const restore of files) restore();
  };
  return {
    restoreFiles,
    restore: async () => {
      restoreFiles();
      try {
        if (!hadModules) return;
        const line = commandLine(manager, { action: 'install', runsScripts: false });
        await runManager(line, { folder: manager.folder, signal: new AbortController().signal });
      } finally {
        for (const removeNew of installed) removeNew();
        restoreFiles();
      }
    },
  };
}

function saveFile(path: string): () => void {
  const content = readIfThere(path);
  return () => {
    const now = readIfThere(path);
    if (content === undefined) {
      if (now !== undefined) rmSync(path);
    } else if (now?.equals(content) !== true) writeFileSync(path, content);
  };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Returns a function that removes what a `node_modules` did not have, down to the packages. */
function saveInstalled(folder: string): () => void {
  const before = listPackages(folder);
  return () => {
    if (before === undefined) rmSync(folder, { recursive: true, force: true });
    for (const path of listPackages(folder) ?? []) {
      if (before?.has(path) === false) rmSync(join(folder, path), { recursive: true, force: true });
    }
  };
}

/** Entries of a `node_modules`, of the scopes in it, and of pnpm's store of packages. */
function listPackages(folder: string): ReadonlySet<string> | undefined {
  if (!existsSync(folder)) return undefined;
  const names = readdirSync(folder);
  const nested = names.filter((name) => name.startsWith('@') || name === '.pnpm' || name === '.bin');
  const below = nested.flatMap((name) => readdirSync(join(folder, name)).map((entry) => join(name, entry)));
  return new Set([...names, ...below]);
}
