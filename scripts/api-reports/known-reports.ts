import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listPackages, root, type WorkspacePackage } from '../workspace.ts';

const cache = join(root, 'node_modules/.cache/poppobuilder-api');

/** Whether the reports of a package were found right, and nothing that they come from has changed since. */
export function isKnown(member: WorkspacePackage): boolean {
  try {
    return readFileSync(fileOf(member), 'utf8') === hashOf(member);
  } catch {
    return false;
  }
}

/** Remembers that the reports of a package are right. */
export function remember(member: WorkspacePackage): void {
  mkdirSync(cache, { recursive: true });
  writeFileSync(fileOf(member), hashOf(member));
}

function fileOf({ manifest }: WorkspacePackage): string {
  return join(cache, manifest.name.replaceAll('/', '-'));
}

/** Types of other packages of the workspace may be part of a report. */
function hashOf(member: WorkspacePackage): string {
  const hash = createHash('sha256');
  const files = [
    ...globSync(['etc/*', 'package.json'], { cwd: member.directory }).map((file) =>
      join(member.directory, file),
    ),
    ...[member, ...dependenciesOf(member)].flatMap(({ directory }) =>
      globSync('dist/**/*.d.ts', { cwd: directory }).map((file) => join(directory, file)),
    ),
    ...globSync('scripts/api-reports/*.ts', { cwd: root }).map((file) => join(root, file)),
  ];
  for (const file of files.toSorted()) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

function dependenciesOf({ manifest }: WorkspacePackage): WorkspacePackage[] {
  const names = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.devDependencies };
  return listPackages().filter((other) => Object.hasOwn(names, other.manifest.name));
}
