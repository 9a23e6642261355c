import { existsSync } from 'node:fs';
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskError } from '@poppobuilder/core';
import { createEmptyProject } from '../manager/copy-settings.ts';
import { commandLine, type PackageManager } from '../manager/package-manager.ts';
import type { PackageSpec } from '../manager/package-spec.ts';
import { runManager } from '../manager/run-manager.ts';
import { installedFolder } from './find-plugin-packages.ts';
import { type Manifest, readManifest } from './read-manifest.ts';

/** A package that is looked at before it is installed. */
export interface Candidate extends AsyncDisposable {
  /** The name under which it would be installed. */
  readonly name: string;
  readonly version: string | undefined;
  readonly folder: string;
  /** Peers that the project lacks and its package manager does not install by itself, as `name@range`. */
  readonly missingPeers: readonly string[];
  /** Names of the packages whose scripts run when it is installed. */
  readonly withScripts: readonly string[];
}

/**
 * Installs a package into a temporary folder, in which none of its scripts run. Rejects with `PLUGIN_INVALID` when it
 * cannot be installed, or is no plugin.
 */
export async function fetchCandidate(
  spec: PackageSpec,
  manager: PackageManager,
  signal: AbortSignal,
): Promise<Candidate> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-candidate-')));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    createEmptyProject(manager, folder);
    const temporary = { ...manager, folder, rootFolder: folder };
    const add = async (packages: readonly string[]): Promise<void> => {
      const line = commandLine(temporary, { action: 'add', packages, runsScripts: false });
      await runManager(line, { folder, signal, environment: { YARN_NODE_LINKER: 'node-modules' } });
    };
    await add([spec.in(folder)]);
    const name = installedName(folder);
    const own = join(folder, 'node_modules', name);
    const manifest = readPluginManifest(name, own);
    const peers = manager.kind === 'yarn' || manager.kind === 'berry' ? peersOf(manifest) : [];
    if (peers.length > 0) await add(peers.map(([peer, range]) => `${peer}@${range}`));
    return {
      name,
      version: typeof manifest.version === 'string' ? manifest.version : undefined,
      folder: own,
      missingPeers: peers
        .filter(([peer]) => installedFolder(peer, manager.folder) === undefined)
        .map(([peer, range]) => `${peer}@${range}`),
      withScripts: await findScripts(join(folder, 'node_modules')),
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The only dependency of a project. */
function installedName(folder: string): string {
  const manifest = readManifest(join(folder, 'package.json'));
  const { dependencies } = Object(manifest) as Manifest;
  const [name] = Object.keys(Object(dependencies) as object);
  if (name !== undefined) return name;
  throw new TaskError({ code: 'PLUGIN_INVALID', message: 'The package manager installed no package.' });
}

function readPluginManifest(name: string, folder: string): Manifest {
  const manifest = readManifest(join(folder, 'package.json'));
  if (manifest === undefined || manifest === 'broken') {
    const message = `The package ${JSON.stringify(name)} has no valid package.json.`;
    throw new TaskError({ code: 'PLUGIN_INVALID', message });
  }
  if (manifest.poppobuilder?.plugin === undefined) {
    const message = `The package ${JSON.stringify(name)} is not a plugin: its package.json lacks "poppobuilder": { "plugin": "." }.`;
    const hint =
      'Check the name. Packages that are no plugins are installed with the package manager itself.';
    throw new TaskError({ code: 'PLUGIN_INVALID', message, hint });
  }
  return manifest;
}

/** Peers that must be there, with their ranges. */
function peersOf({ peerDependencies, peerDependenciesMeta }: Manifest): [string, string][] {
  const meta = Object(peerDependenciesMeta) as Readonly<
    Record<string, { readonly optional?: unknown } | null>
  >;
  return Object.entries(Object(peerDependencies) as object)
    .filter(([name]) => meta[name]?.optional !== true)
    .map(([name, range]) => [name, String(range)]);
}

/** Packages have folders inside, which may have a package.json too. */
const PACKAGE_FOLDER = /[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/@][^\\/]*$/;

/** Names of the packages in a `node_modules` that run scripts when they are installed. */
async function findScripts(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries.flatMap(({ name, parentPath }) => {
    if (name !== 'package.json' || !PACKAGE_FOLDER.test(parentPath)) return [];
    const manifest = readManifest(join(parentPath, name));
    const { name: own, scripts } = Object(manifest) as Manifest;
    const commands = Object(scripts) as Readonly<Record<string, unknown>>;
    const runs =
      ['preinstall', 'install', 'postinstall'].some((script) => Object.hasOwn(commands, script)) ||
      existsSync(join(parentPath, 'binding.gyp'));
    return runs && typeof own === 'string' ? [own] : [];
  });
  return [...new Set(found)].toSorted();
}
