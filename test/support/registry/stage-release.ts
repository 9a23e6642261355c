import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { listPackages, root, type WorkspacePackage } from '../../../scripts/workspace.ts';
import { programs } from './programs.ts';

const run = promisify(execFile);

/** What a release is made of, beside the packages. */
export const SHARED_FILES: readonly string[] = [
  '.changeset',
  '.pnpmfile.mjs',
  'LICENSE',
  'package.json',
  'pnpm-workspace.yaml',
];

/**
 * Copies what a release is made of into an empty folder, and gives it the versions and change logs of the next release
 * there. The workspace stays as it is.
 *
 * @param flags - of `changeset version`
 */
export async function stageRelease(folder: string, ...flags: readonly string[]): Promise<void> {
  const packages = listPackages();
  await Promise.all([
    ...SHARED_FILES.map((name) => cp(join(root, name), join(folder, name), { recursive: true })),
    ...packages.filter(isOuter).map((member) => copyPackage(member, folder)),
  ]);
  await Promise.all(packages.map((member) => linkMembers(member, packages, folder)));
  await run(process.execPath, [programs.changeset, 'version', ...flags], { cwd: folder });
}

/** Whether a package is not part of the folder of another, with which it is copied. */
const isOuter = ({ folder }: WorkspacePackage): boolean => !folder.endsWith('/template');

/** Whether a file or folder of a package takes part in a release. The sources of a template do. */
export function isReleased(path: string): boolean {
  const name = basename(path);
  return name === 'src' ? /[\\/]template[\\/]/.test(path) : !['node_modules', '.turbo'].includes(name);
}

async function copyPackage({ directory, folder: name, manifest }: WorkspacePackage, folder: string) {
  const target = join(folder, name);
  const isPrivate = manifest.private === true;
  await cp(directory, target, {
    recursive: true,
    filter: (source) =>
      source === directory || (isPrivate ? basename(source) === 'package.json' : isReleased(source)),
  });
}

/** pnpm reads the version of a member from where it is installed. */
async function linkMembers(
  { folder: name, manifest }: WorkspacePackage,
  packages: readonly WorkspacePackage[],
  folder: string,
): Promise<void> {
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies };
  for (const member of packages.filter(({ manifest: other }) => Object.hasOwn(wanted, other.name))) {
    const link = join(folder, name, 'node_modules', member.manifest.name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(folder, member.folder), link, 'junction');
  }
}
