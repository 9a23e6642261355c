import { closeSync, constants, fstatSync, readFileSync } from 'node:fs';
import { openRegularFile } from '@poppobuilder/core/runner-kit';

/** The fields of a package.json that are read. Their types are not checked. */
export interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly keywords?: unknown;
  readonly dependencies?: unknown;
  readonly devDependencies?: unknown;
  readonly optionalDependencies?: unknown;
  readonly peerDependencies?: unknown;
  readonly peerDependenciesMeta?: unknown;
  readonly scripts?: unknown;
  readonly poppobuilder?: { readonly plugin?: unknown } | null;
}

/** Maximum size of a package.json, because a task may have written it. In bytes. */
const MAX_SIZE = 4 * 1024 * 1024;

/** Returns a package.json; `'broken'` when it is not JSON, and `undefined` when there is none. */
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

/** Names that npm allows for packages; anything else could be a path. */
const PACKAGE_NAME = /^(@[a-z\d~-][\w.~-]*\/)?[a-z\d~-][\w.~-]*$/i;

/** Returns the names of the packages that a manifest depends on directly, sorted. */
export function dependenciesOf(manifest: Manifest): string[] {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const names = [dependencies, devDependencies, optionalDependencies].flatMap((group) =>
    typeof group === 'object' && group !== null ? Object.keys(group) : [],
  );
  return [...new Set(names)].filter((name) => PACKAGE_NAME.test(name)).toSorted();
}

/** Our own libraries have core among their peers, too. */
const LIBRARY_NAME = /^@poppobuilder\/(?!plugin-)/;

/** Whether a package looks like a plugin, regardless of its declaration. */
export function looksLikePlugin({ name, keywords, peerDependencies }: Manifest): boolean {
  if (typeof name === 'string' && LIBRARY_NAME.test(name)) return false;
  const hasPluginName = typeof name === 'string' && /(^|\/)poppobuilder-plugin-/.test(name);
  const hasPluginKeyword = Array.isArray(keywords) && keywords.includes('poppobuilder-plugin');
  return (
    hasPluginName ||
    hasPluginKeyword ||
    Object.hasOwn(Object(peerDependencies) as object, '@poppobuilder/core')
  );
}
