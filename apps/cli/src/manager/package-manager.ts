import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TaskError } from '@poppobuilder/core';
import { detect } from 'package-manager-detector/detect';
import { runManager } from './run-manager.ts';

/** Package managers that can install plugins; `berry` is Yarn 2 and later. */
type ManagerKind = 'npm' | 'pnpm' | 'yarn' | 'berry' | 'bun';

/** The package manager of a project. */
export interface PackageManager {
  readonly kind: ManagerKind;
  /** The program, as people call it. */
  readonly command: string;
  /** The project's folder, in which it works. */
  readonly folder: string;
  /** The folder with the lock file and the manager's settings, for a workspace above the project's own. */
  readonly rootFolder: string;
}

const WORKSPACE_FILES = [
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'yarn.lock',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'bun.lock',
  'bun.lockb',
];

/**
 * Returns the package manager of the project in a folder: what `packageManager` in its package.json names, else that of
 * its lock file, else npm. Rejects with `INVALID_CONFIG` for one that cannot be used.
 */
export async function findManager(folder: string, signal: AbortSignal): Promise<PackageManager> {
  const found = await detect({ cwd: folder, strategies: ['packageManager-field', 'lockfile'] });
  const rootFolder = workspaceOf(folder);
  const command = found?.name ?? 'npm';
  const manager = { command, folder, rootFolder };
  if (command === 'npm' || command === 'pnpm' || command === 'bun') return { ...manager, kind: command };
  if (command !== 'yarn') {
    const message = `The project in ${folder} uses ${command}, which \`poppo plugins\` does not know.`;
    const hint = `Use ${command} itself to install the plugin: poppo finds it among the dependencies.`;
    throw new TaskError({ code: 'INVALID_CONFIG', message, hint });
  }
  const version = await runManager(['yarn', '--version'], { folder, signal });
  return { ...manager, kind: version.startsWith('1.') ? 'yarn' : 'berry' };
}

/** The nearest folder at or above the project with a lock file. */
function workspaceOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (WORKSPACE_FILES.some((name) => existsSync(join(at, name)))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** What a manager is asked to do. */
export interface ManagerTask {
  readonly action: 'add' | 'remove' | 'install';
  /** Packages to add or remove. */
  readonly packages?: readonly string[];
  /** Whether the scripts of packages may run. */
  readonly runsScripts: boolean;
}

/** Returns the command line for a package manager. */
export function commandLine(
  { kind, command, folder, rootFolder }: PackageManager,
  { action, packages = [], runsScripts }: ManagerTask,
): string[] {
  const flags = [
    ...(runsScripts ? [] : [kind === 'berry' ? '--mode=skip-build' : '--ignore-scripts']),
    ...(kind === 'npm' ? ['--no-audit', '--no-fund'] : []),
    ...(action === 'install' && (kind === 'npm' || kind === 'pnpm') ? ['--prefer-offline'] : []),
    // A workspace's root takes dependencies only when it is meant.
    ...(action !== 'install' && folder === rootFolder && isWorkspace(folder, kind) ? ['-w'] : []),
  ];
  // Yarn removes without running scripts by itself, and then knows no such flag.
  const allowed =
    action === 'remove' && kind === 'berry' ? flags.filter((flag) => !flag.startsWith('--mode')) : flags;
  const verb =
    kind === 'npm' && action !== 'install' ? { add: 'install', remove: 'uninstall' }[action] : action;
  return [command, verb, ...allowed, ...packages];
}

const isWorkspace = (folder: string, kind: ManagerKind): boolean =>
  kind === 'pnpm' && existsSync(join(folder, 'pnpm-workspace.yaml'));
