import type { Plugin } from 'rolldown';

/** Packages that few callers need, with the function that is imported from each. They load when it is first used. */
export const LAZY: Readonly<Record<string, string>> = {
  'cross-spawn': 'spawn',
  'import-meta-resolve': 'resolve',
  pino: 'pino',
};

const PREFIX = '\0lazy:';

/**
 * Makes importing one of these packages free.
 *
 * @param sourceOf - Returns the expression that loads the package, synchronously; `require` is at hand.
 */
export function lazyImports(sourceOf: (name: string) => string): Plugin {
  return {
    name: 'lazy-imports',
    resolveId: {
      order: 'pre',
      handler: (id) => (Object.hasOwn(LAZY, id) ? PREFIX + id : undefined),
    },
    load(id) {
      if (!id.startsWith(PREFIX)) return undefined;
      const name = id.slice(PREFIX.length);
      const exported = LAZY[name];
      const code = `
        import { createRequire } from 'node:module';
        const require = createRequire(import.meta.url);
        let loaded;
        const load = () => (loaded ??= ${sourceOf(name)}.${exported});
        export const ${exported} = new Proxy(function () {}, {
          apply: (_, self, args) => Reflect.apply(load(), self, args),
          get: (_, key) => Reflect.get(load(), key),
        });`;
      return { code, map: { mappings: '' }, moduleSideEffects: false };
    },
  };
}

/** Loads a package as it is installed. Node can require ESM, too. */
export const requireByName = (name: string): string => `require('${name}')`;
