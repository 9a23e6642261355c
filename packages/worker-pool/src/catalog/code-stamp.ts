import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Milliseconds between two looks: thousands of tasks may ask in that time. */
const INTERVAL = 500;

/**
 * Returns a stamp that changes when a plugin is upgraded or edited: its module and the package.json of its package are looked at, not
 * the other files that it loads. Looking throws nothing.
 *
 * @param urls - addresses of the plugins' modules
 * @param now - milliseconds of a clock that never goes back
 */
export function codeStamp(
  urls: readonly string[],
  now: () => number = () => performance.now(),
): () => string {
  const files = urls.flatMap((url) => {
    const module = fileURLToPath(url);
    return [module, ...manifestOf(module)];
  });
  let stamp = '';
  let lookedAt = Number.NEGATIVE_INFINITY;
  return () => {
    const time = now();
    if (time - lookedAt < INTERVAL) return stamp;
    lookedAt = time;
    stamp = files.map(stampOf).join('|');
    return stamp;
  };
}

function manifestOf(module: string): string[] {
  for (let folder = dirname(module); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) return [manifest];
    if (folder === dirname(folder)) return [];
  }
}

function stampOf(file: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(file);
    return `${ino},${mtimeMs},${size}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown error';
  }
}
