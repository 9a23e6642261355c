import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { Minimatch, type MinimatchOptions } from 'minimatch';
import { SkipCache } from '../skip-cache.ts';

/** Which files a result depends on. Paths are relative to the project, with `/`. */
export interface InputPatterns {
  matches(path: string): boolean;
  /** Whether something below a folder may be. */
  mayMatchBelow(folder: string): boolean;
  /** The same for a link to a folder, which is followed then. */
  leadsTo(link: string): boolean;
  /** Records a folder that exists. */
  visit(folder: string): void;
  /** The globs that named nothing of what was looked at. */
  unmatched(): readonly string[];
}

const OPTIONS: MinimatchOptions = { dot: true, nocomment: true, nonegate: true };

/**
 * Reads globs such as `src/**`, `*.json`, `docs` and `!**\/node_modules`. A folder stands for all below it; one that
 * begins with `!` excludes what others include, wherever it stands. What exists by the very name that a glob begins with is
 * that, whatever signs are in it: `pages/[id].tsx`, `pages/[id]/*.css`.
 *
 * Rejects with {@link SkipCache} for globs that lead out of the project.
 */
export async function inputPatterns(projectPath: string, globs: readonly string[]): Promise<InputPatterns> {
  const wanted: InputPattern[] = [];
  const unwanted: InputPattern[] = [];
  for (const glob of globs) {
    const isNegative = glob.startsWith('!');
    const path = normal(isNegative ? glob.slice(1) : glob, glob);
    const pattern = new InputPattern(glob, path, await existingPart(projectPath, path));
    (isNegative ? unwanted : wanted).push(pattern);
  }
  return {
    matches: (path) =>
      // All of them are returned, because each has to name something.
      !unwanted.some((pattern) => pattern.matches(path)) &&
      wanted.filter((pattern) => pattern.matches(path)).length > 0,
    mayMatchBelow: (folder) =>
      wanted.some((pattern) => pattern.mayMatchBelow(folder)) &&
      !unwanted.some((pattern) => pattern.matches(folder)),
    leadsTo: (link) =>
      !unwanted.some((pattern) => pattern.matches(link)) &&
      wanted.filter((pattern) => pattern.leadsTo(link)).length > 0,
    visit: (folder) => {
      for (const pattern of wanted) pattern.visit(folder);
    },
    unmatched: () => wanted.filter(({ hasMatched }) => !hasMatched).map(({ glob }) => glob),
  };
}

/** One glob: a path, and what is a pattern below it. */
class InputPattern {
  readonly glob: string;
  hasMatched = false;
  readonly #path: string;
  readonly #below: readonly Minimatch[];

  constructor(glob: string, whole: string, path: string) {
    this.glob = glob;
    this.#path = path;
    const rest = path === '' ? whole : whole.slice(path.length + 1);
    this.#below = rest === '' ? [] : [rest, `${rest}/**`].map((pattern) => new Minimatch(pattern, OPTIONS));
  }

  matches(path: string): boolean {
    const rest = this.#restOf(path);
    const isMatch =
      rest !== undefined && (this.#below.length === 0 || this.#below.some((pattern) => pattern.match(rest)));
    this.hasMatched ||= isMatch;
    return isMatch;
  }

  mayMatchBelow(folder: string): boolean {
    if (folder === this.#path || this.#path.startsWith(`${folder}/`)) return true;
    const rest = this.#restOf(folder);
    return (
      rest !== undefined &&
      (this.#below.length === 0 || this.#below.some((pattern) => pattern.match(rest, true)))
    );
  }

  leadsTo(link: string): boolean {
    const isWay = this.mayMatchBelow(link);
    this.hasMatched ||= isWay;
    return isWay;
  }

  visit(folder: string): void {
    if (this.#below.length === 0 && folder === this.#path) this.hasMatched = true;
  }

  /** What of a path lies below that of the glob. */
  #restOf(path: string): string | undefined {
    if (this.#path === '') return path;
    if (path === this.#path) return '';
    return path.startsWith(`${this.#path}/`) ? path.slice(this.#path.length + 1) : undefined;
  }
}

/** The longest beginning of a glob that exists as it is written. */
async function existingPart(projectPath: string, glob: string): Promise<string> {
  let existing = '';
  for (const name of glob.split('/')) {
    const longer = existing === '' ? name : `${existing}/${name}`;
    const isThere = await lstat(join(projectPath, longer)).then(
      () => true,
      () => false,
    );
    if (!isThere) break;
    existing = longer;
  }
  return existing;
}

function normal(glob: string, shown: string): string {
  const isOutside = glob.startsWith('/') || /(^|[/{,])\.\.([/},]|$)/.test(glob) || /^[A-Za-z]:/.test(glob);
  if (isOutside) throw new SkipCache(`the glob ${JSON.stringify(shown)} leads out of the project`);
  const trimmed = glob.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
  return trimmed === '' || trimmed === '.' ? '**' : trimmed;
}
