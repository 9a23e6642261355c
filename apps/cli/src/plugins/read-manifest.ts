import { closeSync, constants, fstatSync, readFileSync } from 'node:fs';
import { openRegularFile } from '@poppobuilder/core/runner-kit';

/** What discovery reads of a package.json. Whoever wrote it, it is an object. */
export interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly keywords?: unknown;
  readonly dependencies?: unknown;
  readonly devDependencies?: unknown;
  readonly optionalDependencies?: unknown;
  readonly peerDependencies?: unknown;
  readonly poppobuilder?: { readonly plugin?: unknown } | null;
}

/** Bytes; no package.json is longer, and a task may have written it. */
const MAX_SIZE = 4 * 1024 * 1024;

/** Returns what a package.json says; `'broken'` when it is no JSON, and nothing when there is no such file. */
export function readManifest(path: string): Manifest | 'broken' | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openRegularFile(path, { flags: constants.O_RDONLY, followLinks: true });
    if (fstatSync(descriptor).size > MAX_SIZE) return 'broken';
    return Object(JSON.parse(readFileSync(descriptor, 'utf8'))) as Manifest;
  } catch (error) {
    return error instanceof SyntaxError ? 'broken' : undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** What npm lets a package be called; anything else could be a path. */
const PACKAGE_NAME = /^(@[a-z\d~-][\w.~-]*\/)?[a-z\d~-][\w.~-]*$/i;

/** Returns the names of the packages that a manifest depends on directly, sorted. */
export function dependenciesOf(manifest: Manifest): string[] {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const names = [dependencies, devDependencies, optionalDependencies].flatMap((group) =>
    typeof group === 'object' && group !== null ? Object.keys(group) : [],
  );
  return [...new Set(names)].filter((name) => PACKAGE_NAME.test(name)).toSorted();
}

/** Whether a package seems to be a plugin, whatever it says of itself. */
export function looksLikePlugin({ name, keywords, peerDependencies }: Manifest): boolean {
  const isCalledSo = typeof name === 'string' && /(^|\/)poppobuilder-plugin-/.test(name);
  const isFoundSo = Array.isArray(keywords) && keywords.includes('poppobuilder-plugin');
  return isCalledSo || isFoundSo || Object.hasOwn(Object(peerDependencies) as object, '@poppobuilder/core');
}
