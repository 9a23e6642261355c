import type { Plugin, PluginContext } from 'rolldown';

/** Packages that few callers need, with the function that is imported from each. They load when it is first used. */
const LAZY: Readonly<Record<string, string>> = {
  'cross-spawn': 'spawn',
  'import-meta-resolve': 'resolve',
  pino: 'pino',
};

const PREFIX = '\0lazy:';

/**
 * Makes importing one of these packages free: each becomes a file of its own, `<name>.cjs`.
 *
 * @param bundle - Returns the code of such a file.
 */
export function lazyImports(bundle: (name: string) => Promise<string>): Plugin {
  return {
    name: 'lazy-imports',
    resolveId: {
      order: 'pre',
      handler: (id) => (Object.hasOwn(LAZY, id) ? PREFIX + id : undefined),
    },
    async load(id) {
      if (!id.startsWith(PREFIX)) return undefined;
      const name = id.slice(PREFIX.length);
      const reference = emit(this, `${name}.cjs`, await bundle(name));
      const exported = LAZY[name];
      const code = `
        import { createRequire } from 'node:module';
        let loaded;
        const load = () => (loaded ??= createRequire(${reference})('./${name}.cjs').${exported});
        export const ${exported} = new Proxy(function () {}, {
          apply: (_, self, args) => Reflect.apply(load(), self, args),
          get: (_, key) => Reflect.get(load(), key),
        });`;
      return { code, map: { mappings: '' }, moduleSideEffects: false };
    },
  };
}

/** Adds a file to what is written, and returns the expression for its URL. */
function emit(context: PluginContext, fileName: string, source: string): string {
  return `import.meta.ROLLUP_FILE_URL_${context.emitFile({ type: 'asset', fileName, source })}`;
}
