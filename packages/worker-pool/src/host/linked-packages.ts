import { lstatSync, opendirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isInside } from '@poppobuilder/core';
import { readSmallFile } from '@poppobuilder/core/runner-kit';
import { realPath } from '../sandbox/paths.ts';
import { isSystemPath } from '../sandbox/system-mounts.ts';

/** Entries of one `node_modules` that are looked at. */
const MAX_ENTRIES = 2_000;

/** Packages of a workspace that one project links to, by way of others too. */
const MAX_PACKAGES = 200;

/** Bytes. */
const MAX_MANIFEST_SIZE = 1024 * 1024;

/** What of a package is not shared: hidden files, such as `.env` and `.poppo`, keys, and repositories. */
const PRIVATE = /^\.|\.(pem|key|p12|pfx|jks|keystore|ppk|kdbx)$|^id_(rsa|dsa|ecdsa|ed25519)/i;

/** Where links among the dependencies of a project lead. */
export interface LinkedPackages {
  /** What of the workspace's packages they lead to. */
  readonly readable: readonly string[];
  /** Those that lead elsewhere: the link, and where it leads. */
  readonly hidden: readonly (readonly [link: string, target: string])[];
}

/**
 * Follows the links in `node_modules`. A task can make such links, so one counts only where it leads to a package of the
 * workspace that has the very name of the link.
 */
export function linkedPackages(
  projectPath: string,
  { workspace, visible }: { readonly workspace: string | undefined; readonly visible: readonly string[] },
): LinkedPackages {
  const packages = new Set<string>();
  const hidden: (readonly [string, string])[] = [];
  const waiting = [projectPath, ...(workspace === undefined ? [] : [workspace])];
  for (const folder of waiting) {
    for (const [name, link] of linksIn(join(folder, 'node_modules'))) {
      const target = realPath(link);
      if (target === undefined || packages.has(target) || isSystemPath(target)) continue;
      if (visible.some((path) => isInside(path, target))) continue;
      if (workspace !== undefined && isPackageOf(workspace, target, name) && !isInside(target, projectPath)) {
        if (packages.size === MAX_PACKAGES) continue;
        packages.add(target);
        waiting.push(target);
      } else if (folder === projectPath) hidden.push([link, target]);
    }
  }
  return { readable: [...packages].flatMap(sharedEntries), hidden };
}

function isPackageOf(workspace: string, folder: string, name: string): boolean {
  if (folder === workspace || !isInside(workspace, folder)) return false;
  try {
    const text = readSmallFile(join(folder, 'package.json'), MAX_MANIFEST_SIZE) ?? '';
    return (JSON.parse(text) as { readonly name?: unknown } | null)?.name === name;
  } catch {
    return false;
  }
}

function sharedEntries(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => (entry.isFile() || entry.isDirectory()) && !PRIVATE.test(entry.name))
    .map(({ name }) => join(folder, name));
}

/** The links of a `node_modules` by the name of the package that they stand for. */
function linksIn(modules: string): [name: string, link: string][] {
  return entriesOf(modules).flatMap((name): [string, string][] => {
    const path = join(modules, name);
    if (isLink(path)) return [[name, path]];
    if (!name.startsWith('@')) return [];
    return entriesOf(path)
      .filter((inner) => isLink(join(path, inner)))
      .map((inner) => [`${name}/${inner}`, join(path, inner)]);
  });
}

const isLink = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;

function entriesOf(folder: string): string[] {
  const names: string[] = [];
  // A link in place of the folder would lead elsewhere.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return names;
  if (realPath(dirname(folder)) !== dirname(folder)) return names;
  const opened = opendirSync(folder);
  try {
    for (let left = MAX_ENTRIES; left > 0; left -= 1) {
      const entry = opened.readSync();
      if (entry === null) break;
      names.push(entry.name);
    }
  } finally {
    opened.closeSync();
  }
  return names;
}
