import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { minifySync } from 'rolldown/utils';

/** Minifies a file that a bundle may have, and removes its source map: both are larger than our own code. */
export function shrinkChunk(file: string): void {
  if (!existsSync(file)) return;
  const { code, errors } = minifySync(file, readFileSync(file, 'utf8'), { module: true });
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  writeFileSync(file, code);
  rmSync(`${file}.map`, { force: true });
}
