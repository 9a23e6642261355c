import * as nodeModule from 'node:module';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInside } from '@poppobuilder/core';

/** Folders by their real paths. */
export interface ImportRules {
  /** Those that tasks may write. */
  readonly taskFolders: readonly string[];
  /** Those below them whose code no task may change. */
  readonly codeFolders: readonly string[];
}

/**
 * Keeps plugins from getting modules that a task has put in their way, such as a nearer `node_modules`: what they import by
 * name or relative path must not lie in a folder of tasks, unless it is code that is kept from them. A handler may still
 * import a file of its project by an absolute path or a `file:` URL, and that file whatever it likes.
 */
export function guardImports({ taskFolders, codeFolders }: ImportRules): void {
  if (typeof nodeModule.registerHooks !== 'function') return;
  const isOfTasks = (url: string | undefined): boolean => {
    if (url?.startsWith('file:') !== true) return false;
    const path = fileURLToPath(url);
    return (
      taskFolders.some((folder) => folder !== '/' && isInside(folder, path)) &&
      !codeFolders.some((folder) => isInside(folder, path))
    );
  };
  nodeModule.registerHooks({
    resolve(specifier, context, nextResolve) {
      const found = nextResolve(specifier, context);
      const isByPath = isAbsolute(specifier) || specifier.startsWith('file:');
      if (isByPath || !isOfTasks(found.url) || isOfTasks(context.parentURL)) return found;
      throw new Error(
        `${JSON.stringify(specifier)} would come from ${fileURLToPath(found.url)}, which tasks can change; install it beside what imports it`,
      );
    },
  });
}
