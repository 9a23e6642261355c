import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Records from now on what decides which code is loaded: the files of modules, the `package.json` above them, and every place
 * where a package is looked for. Returns what lists them; without `module.registerHooks`, it lists undefined.
 */
export function recordImports(): () => readonly string[] | undefined {
  if (typeof nodeModule.registerHooks !== 'function') return () => undefined;
  const paths = new Set<string>();
  nodeModule.registerHooks({
    resolve(specifier, context, nextResolve) {
      const found = nextResolve(specifier, context);
      if (found.url.startsWith('file:')) addFile(paths, fileURLToPath(found.url));
      const { parentURL } = context;
      if (parentURL?.startsWith('file:') === true) addPlaces(paths, specifier, fileURLToPath(parentURL));
      return found;
    },
  });
  return () => [...paths];
}

function addFile(paths: Set<string>, file: string): void {
  if (paths.has(file)) return;
  paths.add(file);
  for (const folder of foldersAbove(file)) paths.add(join(folder, 'package.json'));
}

function addPlaces(paths: Set<string>, specifier: string, parent: string): void {
  const [name] = /^(?:@[^/]+\/)?[^./#@:][^/:]*(?=\/|$)/.exec(specifier) ?? [];
  if (name === undefined || nodeModule.isBuiltin(specifier)) return;
  for (const folder of foldersAbove(parent)) paths.add(join(folder, 'node_modules', name));
}

function* foldersAbove(path: string): Generator<string> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    yield folder;
    if (folder === dirname(folder)) return;
  }
}
