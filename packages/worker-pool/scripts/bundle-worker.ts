import { readFileSync, rmSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type InputOptions, type Plugin, rolldown } from 'rolldown';
import type { BundledModule } from '../src/inside/bundled-modules.ts';

// Bundles the program of a worker into dist/bundle, with core and zod as modules that plugins can be given: reading
// some four hundred files apart takes longer than all else that a worker does until it is ready.

/** What plugins import, by the names they use. */
const SHARED = ['@poppobuilder/core', '@poppobuilder/core/runner-kit', 'zod', 'zod/v4', 'zod/v4/core'];

/** Parts of core that few tasks need, loaded at the first call: what they export, and it is functions only. */
const LAZY: Readonly<Record<string, string>> = {
  'import-meta-resolve': 'resolve',
  pino: 'pino',
};

const source = (file: string): string => fileURLToPath(new URL(`../src/inside/${file}`, import.meta.url));
const output = process.argv[2] ?? fileURLToPath(new URL('../dist/bundle', import.meta.url));
const core = fileURLToPath(import.meta.resolve('@poppobuilder/core'));

const bundled = SHARED.map((specifier): BundledModule => {
  const manifest = findPackageJSON(specifier, import.meta.url);
  if (manifest === undefined) throw new Error(`${specifier} has no package.json.`);
  const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as { name: string; version: string };
  return { specifier, packageName: name, version, file: `./${entryOf(specifier)}.js` };
});

/** `@poppobuilder/core/runner-kit` is the file `core-runner-kit`. */
function entryOf(specifier: string): string {
  return specifier.replace('@poppobuilder/', '').replaceAll('/', '-');
}

const listOfModules: Plugin = {
  name: 'list-of-modules',
  load: (id) =>
    id === source('bundled-modules.ts')
      ? `export const bundledModules = ${JSON.stringify(bundled)};`
      : undefined,
};

const lazyParts: Plugin = {
  name: 'lazy-parts',
  resolveId: (id) => (Object.hasOwn(LAZY, id) ? `\0lazy:${id}` : undefined),
  load(id) {
    const name = id.startsWith('\0lazy:') ? id.slice('\0lazy:'.length) : '';
    const exported = LAZY[name];
    if (exported === undefined) return undefined;
    const code = `
      import { createRequire } from 'node:module';
      let part;
      const load = () => (part ??= createRequire(import.meta.url)('./${name}.cjs').${exported});
      export const ${exported} = new Proxy(function () {}, {
        apply: (_, self, args) => Reflect.apply(load(), self, args),
        get: (_, key) => Reflect.get(load(), key),
      });`;
    return { code, moduleSideEffects: false };
  },
};

const common: InputOptions = { platform: 'node', preserveEntrySignatures: 'strict' };

async function bundleWorker(): Promise<void> {
  const shared = SHARED.map((specifier) => [
    entryOf(specifier),
    fileURLToPath(import.meta.resolve(specifier)),
  ]);
  const bundle = await rolldown({
    ...common,
    input: { 'start-worker': source('start-worker.ts'), ...Object.fromEntries(shared) },
    // The package says of itself that its modules have no side effects; the program of a worker is nothing else.
    treeshake: { moduleSideEffects: [{ test: /[\\/]src[\\/]inside[\\/]/, sideEffects: true }] },
    plugins: [listOfModules, lazyParts],
  });
  await bundle.write({
    dir: output,
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[name].js',
  });
  await bundle.close();
}

/** CommonJS, which every supported Node can load synchronously and without a warning. */
async function bundleLazyPart(name: string): Promise<void> {
  const bundle = await rolldown({ ...common, input: { [name]: name }, cwd: dirname(core) });
  await bundle.write({
    dir: output,
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].cjs',
    codeSplitting: false,
  });
  await bundle.close();
}

rmSync(output, { recursive: true, force: true });
await Promise.all([bundleWorker(), ...Object.keys(LAZY).map(bundleLazyPart)]);
