import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';

/** Links that one path may lead through, as on Linux. */
const MAX_LINKS = 40;

/**
 * Returns every place that the system goes through when it opens a path: each folder of its name, each link and what that
 * leads to, and the end with all folders above it. What does not exist yet counts as a plain folder.
 *
 * @param path - absolute
 */
export function placesOnPath(path: string): string[] {
  const places: string[] = [];
  const waiting = partsOf(path);
  let place = parse(path).root;
  for (let links = 0; waiting.length > 0 && links <= MAX_LINKS;) {
    const name = waiting.shift() ?? '';
    const next = name === '..' ? dirname(place) : join(place, name);
    places.push(next);
    const target = name === '..' ? undefined : readLink(next);
    if (target === undefined) {
      place = next;
    } else {
      links += 1;
      if (isAbsolute(target)) place = parse(target).root;
      waiting.unshift(...partsOf(target));
    }
  }
  return [...places, ...upwards(realPathOfExisting(path))];
}

/** Returns the real path of what exists of an absolute path, and the rest as it is. */
export function realPathOfExisting(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const plain = resolve(path);
    const parent = dirname(plain);
    return parent === plain ? plain : join(realPathOfExisting(parent), basename(plain));
  }
}

function upwards(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...upwards(parent)];
}

const partsOf = (path: string): string[] =>
  path
    .slice(isAbsolute(path) ? parse(path).root.length : 0)
    .split(sep)
    .filter((part) => part !== '' && part !== '.');

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
