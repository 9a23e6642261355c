import { isBuiltin } from 'node:module';
import { isAbsolute } from 'node:path';
import type { Plugin } from 'rolldown';

/** Leaves imports of these packages, and of Node, as they are. Put it last: other plugins may have answers first. */
export function externalPackages(names: readonly string[]): Plugin {
  return {
    name: 'external-packages',
    resolveId: (id) =>
      isBuiltin(id) || names.includes(packageNameOf(id)) ? { id, external: true } : undefined,
  };
}

/** `@poppobuilder/core/runner-kit` is of the package `@poppobuilder/core`. */
function packageNameOf(id: string): string {
  if (isAbsolute(id)) return '';
  return id
    .split('/')
    .slice(0, id.startsWith('@') ? 2 : 1)
    .join('/');
}
