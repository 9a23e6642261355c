import type { BigIntStats } from 'node:fs';
import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isInside } from '@poppobuilder/core';
import { reasonOf } from '@poppobuilder/core/runner-kit';
import { SkipCache } from '../skip-cache.ts';
import type { InputPatterns } from './input-patterns.ts';

/** A file, or a link, that a result depends on. */
export interface InputFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly stats: BigIntStats;
  /** What a symbolic link says. */
  readonly target?: string;
}

/** Folders that never count: what is in them changes with every run. */
const LEFT_OUT: ReadonlySet<string> = new Set(['.git', '.poppo']);

/** More files than this take longer to look at than most tasks to run. */
const MAX_FILES = 200_000;

/**
 * Finds the files of a project that patterns name. A link counts by what it says; where it leads to a place inside the
 * project, what is there counts too, and it is never followed out of the project.
 *
 * Rejects with {@link SkipCache} for what cannot be looked at, and for too many files.
 */
export async function findInputFiles(projectPath: string, patterns: InputPatterns): Promise<InputFile[]> {
  const search = new Search(projectPath, patterns);
  await search.folder('', false);
  return [...search.found.values()];
}

class Search {
  readonly found = new Map<string, InputFile>();
  /** Folders that count as a whole, because a link leads there. */
  readonly #whole = new Set<string>();
  readonly #projectPath: string;
  readonly #patterns: InputPatterns;

  constructor(projectPath: string, patterns: InputPatterns) {
    this.#projectPath = projectPath;
    this.#patterns = patterns;
  }

  async folder(folder: string, isWhole: boolean): Promise<void> {
    const absolute = join(this.#projectPath, folder);
    const entries = await reading(folder, () => readdir(absolute, { withFileTypes: true }));
    const below = entries
      .filter(({ name }) => !LEFT_OUT.has(name))
      .map(async (entry) => {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) {
          if (isWhole || this.#patterns.mayMatchBelow(path)) await this.folder(path, isWhole);
        } else if (isWhole || this.#patterns.matches(path)) await this.#add(path);
        else if (entry.isSymbolicLink() && this.#patterns.mayMatchBelow(path)) await this.#add(path);
      });
    await Promise.all(below);
  }

  async #add(path: string): Promise<void> {
    if (this.found.has(path)) return;
    const absolute = join(this.#projectPath, path);
    const stats = await reading(path, () => lstat(absolute, { bigint: true }));
    if (this.found.size >= MAX_FILES)
      throw new SkipCache(`there are more than ${MAX_FILES} files to look at`);
    if (!stats.isSymbolicLink()) {
      this.found.set(path, { path, stats });
      return;
    }
    const target = await reading(path, () => readlink(absolute));
    this.found.set(path, { path, stats, target });
    await this.#follow(absolute);
  }

  async #follow(link: string): Promise<void> {
    const real = await realpath(link).catch(() => undefined);
    if (real === undefined || !isInside(this.#projectPath, real)) return;
    const path = relative(this.#projectPath, real).split(sep).join('/');
    if (path.split('/').some((name) => LEFT_OUT.has(name))) return;
    const stats = await reading(path, () => lstat(real));
    if (!stats.isDirectory()) return this.#add(path);
    if (this.#whole.has(path)) return undefined;
    this.#whole.add(path);
    return this.folder(path, true);
  }
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/** A file or folder that cannot be looked at: no key can be made. */
export function cannotRead(path: string, error: unknown): SkipCache {
  const reason = (error as NodeJS.ErrnoException).code ?? reasonOf(error);
  return new SkipCache(`${path === '' ? 'the project' : JSON.stringify(path)} cannot be read (${reason})`);
}
