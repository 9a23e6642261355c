import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What the package.json of an installed package says. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly engines?: { readonly node?: string };
  /** Where it is. */
  readonly folder: string;
}

/** Every package below the `node_modules` that npm made in a folder, by name. */
export async function installedPackages(folder: string): Promise<InstalledPackage[]> {
  const modules = join(folder, 'node_modules');
  const names = await readdir(modules).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => !name.startsWith('.'))
      .map(async (name) => {
        if (!name.startsWith('@')) return [join(modules, name)];
        const scoped = await readdir(join(modules, name));
        return scoped.map((inner) => join(modules, name, inner));
      }),
  );
  const packages = await Promise.all(
    found.flat().map(async (path) => [await readManifest(path), ...(await installedPackages(path))]),
  );
  return packages.flat().toSorted((a, b) => a.name.localeCompare(b.name));
}

/** The bytes that a folder takes on a disk with blocks of 4 KiB. */
export async function sizeOnDisk(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const { size } = await stat(join(entry.parentPath, entry.name));
      return Math.ceil(size / 4_096) * 4_096;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 4_096);
}

async function readManifest(folder: string): Promise<InstalledPackage> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Omit<
    InstalledPackage,
    'folder'
  >;
  return { ...manifest, folder };
}
