import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Manifest } from '../workspace.ts';

const SPECIFIER = /(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)\.[tj]s['"]/g;

/** Removes the declarations that no entry of a package leads to: tsc writes those of every source. */
export function pruneDeclarations(directory: string, { exports }: Manifest): void {
  const reachable = new Set<string>();
  const visit = (file: string): void => {
    if (reachable.has(file) || !existsSync(file)) return;
    reachable.add(file);
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(SPECIFIER)) {
      visit(join(dirname(file), `${path}.d.ts`));
    }
  };
  for (const types of declarationsOf(exports)) visit(join(directory, types));
  for (const file of globSync('dist/**/*.d.ts', { cwd: directory })) {
    if (!reachable.has(join(directory, file))) rmSync(join(directory, file));
  }
}

/** The files that the entries of `exports` name under `types`. */
function declarationsOf(exports: unknown): string[] {
  return Object.values(Object(exports) as object).flatMap((entry: unknown) => {
    const { types } = Object(entry) as { types?: string };
    return types === undefined ? [] : [types];
  });
}
