import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../workspace.ts';

const SOURCE = '@poppobuilder/source';

/**
 * The modules that others load, by the names of their files in `dist/`: what `exports` names, and `src/main.ts`, which the
 * package's programs start.
 */
export function listEntries(directory: string, { name, exports }: Manifest): Record<string, string> {
  const sources = Object.values(Object(exports) as Record<string, unknown>).flatMap((target) => {
    const source: unknown = Object(target)[SOURCE];
    return typeof source === 'string' ? [source] : [];
  });
  if (existsSync(join(directory, 'src/main.ts'))) sources.push('./src/main.ts');
  if (sources.length === 0) {
    throw new Error(`The "exports" of ${name} name no source. Add the condition "${SOURCE}" to each entry.`);
  }
  return Object.fromEntries(sources.map((source) => [source.replace(/^\.\/src\/|\.ts$/g, ''), source]));
}
