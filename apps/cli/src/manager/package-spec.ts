import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { relative, resolve, sep } from 'node:path';
import { TaskError } from '@poppobuilder/core';

/** A package as a package manager takes it: a name, a version, a URL, or a path. */
export interface PackageSpec {
  /** Returns it for a package manager that works in this folder. */
  in(folder: string): string;
}

const PATH = /^(file:)?(\.{1,2}([\\/]|$)|[\\/]|~[\\/]|[a-z]:[\\/])/i;
const TARBALL = /^(file:)?[^:]*\.(tgz|tar\.gz|tar)$/i;

/** Parses a package that the user has named in a folder. Throws `INVALID_CONFIG` for a path where nothing is. */
export function parsePackageSpec(text: string, folder: string): PackageSpec {
  // Managers would take it for one of their flags.
  if (text.trim() === '' || text.startsWith('-'))
    throw invalid(`${JSON.stringify(text)} is not the name of a package.`);
  if (!PATH.test(text) && !TARBALL.test(text)) return { in: () => text };
  const path = resolve(folder, text.replace(/^file:/, '').replace(/^~(?=[\\/])/, homedir()));
  if (!existsSync(path)) throw invalid(`There is no package at ${path}.`);
  return { in: (from) => relativePath(from, path) };
}

function relativePath(from: string, path: string): string {
  const below = relative(from, path).split(sep).join('/');
  return below.startsWith('../') ? below : `./${below}`;
}

function invalid(message: string): TaskError {
  const hint = 'Give the name of a package, or the path of a tarball or of a folder with a package.json.';
  return new TaskError({ code: 'INVALID_CONFIG', message, hint });
}
