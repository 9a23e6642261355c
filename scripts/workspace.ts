import { globSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Manifest {
  name: string;
  version?: string;
  private?: boolean;
  exports?: unknown;
  bin?: unknown;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export interface WorkspacePackage {
  /** Relative to the root, with forward slashes: `packages/core`. */
  folder: string;
  directory: string;
  manifest: Manifest;
}

export const root: string = fileURLToPath(new URL('..', import.meta.url));

/** Every package below the root, as `pnpm-workspace.yaml` lists them. */
export function listPackages(): WorkspacePackage[] {
  const patterns = ['packages', 'plugins', 'apps', 'examples'].map((room) => `${room}/*/package.json`);
  const others = ['packages/*/template/package.json', 'test/package.json'];
  return globSync([...patterns, ...others], { cwd: root })
    .map((file) => dirname(file).split(sep).join('/'))
    .toSorted()
    .map((folder) => {
      const directory = join(root, folder);
      const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest;
      return { folder, directory, manifest };
    });
}
