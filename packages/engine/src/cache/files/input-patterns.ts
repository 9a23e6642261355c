import { Minimatch, type MinimatchOptions } from 'minimatch';
import { SkipCache } from '../skip-cache.ts';

/** Which files of a project are meant. */
export interface InputPatterns {
  /** Whether a path is meant; relative to the project, with `/`. */
  matches(path: string): boolean;
  /** Whether something below a folder may be. */
  mayMatchBelow(folder: string): boolean;
}

const OPTIONS: MinimatchOptions = { dot: true, nocomment: true, nonegate: true };

/**
 * Reads globs such as `src/**`, `*.json`, `docs` and `!**\/node_modules`. A folder stands for all below it; one that
 * begins with `!` takes away what others name, wherever it stands.
 *
 * Throws {@link SkipCache} for globs that lead out of the project.
 */
export function inputPatterns(globs: readonly string[]): InputPatterns {
  const given = globs.map((glob) => {
    const isNegative = glob.startsWith('!');
    return { isNegative, glob: normal(isNegative ? glob.slice(1) : glob, glob) };
  });
  const compile = (negative: boolean): Minimatch[] =>
    given
      .filter(({ isNegative }) => isNegative === negative)
      .flatMap(({ glob }) => [glob, `${glob}/**`])
      .map((glob) => new Minimatch(glob, OPTIONS));
  const wanted = compile(false);
  const unwanted = compile(true);
  return {
    matches: (path) => some(wanted, path) && !some(unwanted, path),
    mayMatchBelow: (folder) =>
      wanted.some((pattern) => pattern.match(folder, true)) &&
      !unwanted.some((pattern) => pattern.match(folder)),
  };
}

const some = (patterns: readonly Minimatch[], path: string): boolean =>
  patterns.some((pattern) => pattern.match(path));

function normal(glob: string, shown: string): string {
  const isOutside = glob.startsWith('/') || /(^|[/{,])\.\.([/},]|$)/.test(glob) || /^[A-Za-z]:/.test(glob);
  if (isOutside) throw new SkipCache(`the glob ${JSON.stringify(shown)} leads out of the project`);
  const trimmed = glob.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
  return trimmed === '' || trimmed === '.' ? '**' : trimmed;
}
