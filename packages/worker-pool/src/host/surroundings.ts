import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isInside } from '@poppobuilder/core';
import {
  type Checkout,
  findCheckout,
  homeFolders,
  isWide,
  readSmallFile,
} from '@poppobuilder/core/runner-kit';
import { linkedPackages } from './linked-packages.ts';

/** What a project needs of the folders around it. */
export interface Surroundings {
  /** Files and folders that its tasks may read. */
  readonly readable: readonly string[];
  /** Links among its dependencies that lead to what they may not: the link, and where it leads. */
  readonly hidden: readonly (readonly [link: string, target: string])[];
}

/** Files at the top of a repository that tools of a package inside it read. None of them is to hold a secret. */
const SHARED_FILE =
  /^(package(-lock)?\.json|npm-shrinkwrap\.json|pnpm-(lock|workspace)\.yaml|yarn\.lock|bun\.lockb?|[tj]sconfig(\.[\w-]+)*\.json|(turbo|nx|lerna|biome)\.jsonc?|Cargo\.(toml|lock)|go\.(work|work\.sum|mod|sum)|pyproject\.toml|\.(nvmrc|node-version|editorconfig|gitattributes|gitignore)|[\w-]+\.config\.[cm]?[jt]s)$/;

/** Bytes. */
const MAX_MANIFEST_SIZE = 1024 * 1024;

/**
 * Finds what lies outside of a project and belongs to it: the repository of a linked worktree or of the checkout around it,
 * and of a workspace's root the installed packages, shared files, and packages of the workspace that it links to. Nothing of
 * that is decided by what the project's tasks can write.
 *
 * @param projectPath - real path
 */
export function findSurroundings(projectPath: string): Surroundings {
  const homes = homeFolders();
  const isNarrow = (folder: string): boolean => !isWide(folder, homes);
  const checkout = findCheckout(projectPath);
  const around = checkout !== undefined && isNarrow(checkout.top) ? checkout : undefined;
  const workspace = workspaceRoot(projectPath, isNarrow);
  const top = [workspace, around?.top]
    .filter((folder) => folder !== undefined)
    .toSorted((a, b) => a.length - b.length)[0];
  const modules = top === undefined ? [] : modulesBetween(projectPath, top);
  const shared = [workspace, around?.top].flatMap((folder) =>
    folder === undefined || folder === projectPath ? [] : sharedFiles(folder),
  );
  const visible = [projectPath, ...gitPaths(projectPath, around), ...modules, ...shared];
  const { readable, hidden } = linkedPackages(projectPath, { workspace, visible });
  return { readable: [...new Set([...visible.slice(1), ...readable])], hidden };
}

/** The folders of git that lie outside of the project. */
function gitPaths(projectPath: string, checkout: Checkout | undefined): string[] {
  if (checkout === undefined || checkout.kind === 'elsewhere') return [];
  const { top, commonFolder, gitFolder, kind } = checkout;
  // A project that is a submodule itself could lead to another one's.
  if (kind === 'submodule' && top === projectPath) return [];
  return [join(top, '.git'), gitFolder, commonFolder].filter((path) => !isInside(projectPath, path));
}

/** The nearest folder above that says that it has packages of a workspace. */
function workspaceRoot(projectPath: string, isNarrow: (folder: string) => boolean): string | undefined {
  const owners = [process.geteuid?.(), 0, lstatSync(projectPath).uid];
  for (let folder = dirname(projectPath); isNarrow(folder); folder = dirname(folder)) {
    if (!owners.includes(lstatSync(folder).uid) && process.platform !== 'win32') return undefined;
    if (existsSync(join(folder, 'pnpm-workspace.yaml')) || hasWorkspaces(folder)) return folder;
  }
  return undefined;
}

function hasWorkspaces(folder: string): boolean {
  const text = readSmallFile(join(folder, 'package.json'), MAX_MANIFEST_SIZE);
  try {
    const manifest = JSON.parse(text ?? '{}') as unknown;
    return typeof manifest === 'object' && manifest !== null && 'workspaces' in manifest;
  } catch {
    return false;
  }
}

function modulesBetween(projectPath: string, top: string): string[] {
  const found: string[] = [];
  for (let folder = projectPath; folder !== top && isInside(top, folder); folder = dirname(folder)) {
    const modules = join(dirname(folder), 'node_modules');
    if (lstatSync(modules, { throwIfNoEntry: false })?.isDirectory() === true) found.push(modules);
  }
  return found;
}

function sharedFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && SHARED_FILE.test(entry.name))
    .map(({ name }) => join(folder, name));
}
