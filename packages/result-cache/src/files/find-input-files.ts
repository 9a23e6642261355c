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

/** To check more files takes longer than most tasks run. */
const MAX_FILES = 200_000;

/** Files and folders that are passed on the way to those. */
const MAX_ENTRIES = 2_000_000;

/**
 * Finds the files of a project that patterns name. A link counts by what it says; where it leads to a place inside the
 * project, what is there counts too, and it is never followed out of the project.
 *
 * Rejects with {@link SkipCache} for what cannot be looked at, and for too many files; with the signal's reason once that
 * has aborted.
 */
export async function findInputFiles(
  projectPath: string,
  patterns: InputPatterns,
  signal?: AbortSignal,
): Promise<InputFile[]> {
  const search = new Search(projectPath, patterns, signal);
  await search.folder('', false);
  return [...search.found.values()];
}

class Search {
  readonly found = new Map<string, InputFile>();
  /** Folders that count as a whole, because a link leads there. */
  readonly #whole = new Set<string>();
  readonly #projectPath: string;
  readonly #patterns: InputPatterns;
  readonly #signal: AbortSignal | undefined;
  #entries = 0;

  constructor(projectPath: string, patterns: InputPatterns, signal: AbortSignal | undefined) {
    this.#projectPath = projectPath;
    this.#patterns = patterns;
    this.#signal = signal;
  }

  async folder(folder: string, isWhole: boolean): Promise<void> {
    this.#signal?.throwIfAborted();
    const absolute = join(this.#projectPath, folder);
    const entries = await reading(folder, () => readdir(absolute, { withFileTypes: true }));
    this.#entries += entries.length;
    if (this.#entries > MAX_ENTRIES) throw tooMany(MAX_ENTRIES);
    const below = entries
      .filter(({ name }) => !LEFT_OUT.has(name))
      .map(async (entry) => {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) {
          this.#patterns.visit(path);
          if (isWhole || this.#patterns.mayMatchBelow(path)) await this.folder(path, isWhole);
        } else if (isWhole || this.#patterns.matches(path)) await this.#add(path);
        else if (entry.isSymbolicLink() && this.#patterns.leadsTo(path)) await this.#add(path);
      });
    await Promise.all(below);
  }

  async #add(path: string): Promise<void> {
    if (this.found.has(path)) return;
    const absolute = join(this.#projectPath, path);
    const stats = await reading(path, () => lstat(absolute, { bigint: true }));
    if (this.found.size >= MAX_FILES) throw tooMany(MAX_FILES);
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

const tooMany = (limit: number): SkipCache => new SkipCache(`there are more than ${limit} files to look at`);

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
