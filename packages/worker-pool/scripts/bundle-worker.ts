import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type InputOptions, type OutputAsset, type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { bundleLazyPart, type LazyPart } from '../../../scripts/bundling/bundle-lazy-part.ts';
import { lazyImports } from '../../../scripts/bundling/lazy-imports.ts';
import { writeNotices } from '../../../scripts/bundling/write-notices.ts';
import type { BundledModule } from '../src/child/bundled-modules.ts';

// Bundles the program of a worker into dist/bundle, with core and zod as modules that plugins can be given: reading
// some four hundred files apart takes longer than all else that a worker does until it is ready.

/** What plugins import, by the names they use. */
const SHARED = ['@poppobuilder/core', '@poppobuilder/core/runner-kit', 'zod', 'zod/v4', 'zod/v4/core'];

const source = (file: string): string => fileURLToPath(new URL(`../src/child/${file}`, import.meta.url));
const output = process.argv[2] ?? fileURLToPath(new URL('../dist/bundle', import.meta.url));

const bundled = SHARED.map((specifier): BundledModule => {
  const { name, version } = JSON.parse(readFileSync(manifestOf(specifier), 'utf8')) as {
    name: string;
    version: string;
  };
  return { specifier, packageName: name, version, file: `./${entryOf(specifier)}.js` };
});

function manifestOf(specifier: string): string {
  const manifest = findPackageJSON(specifier, import.meta.url);
  if (manifest === undefined) throw new Error(`${specifier} has no package.json.`);
  return manifest;
}

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

/** Core is taken from its sources: what is built of it has a zod of its own, and plugins are to share this one. */
const common: InputOptions = {
  platform: 'node',
  tsconfig: false,
  transform: { target: 'node22.13' },
  resolve: { conditionNames: ['@poppobuilder/source', 'import', 'node', 'default'] },
  preserveEntrySignatures: 'strict',
};

const lazyParts: LazyPart[] = [];

async function bundleWorker(): Promise<(OutputChunk | OutputAsset)[]> {
  const shared = SHARED.map((specifier) => [entryOf(specifier), specifier]);
  const bundle = await rolldown({
    ...common,
    input: { 'start-worker': source('start-worker.ts'), ...Object.fromEntries(shared) },
    // The package says of itself that its modules have no side effects; the program of a worker is nothing else.
    treeshake: { moduleSideEffects: [{ test: /[\\/]src[\\/]child[\\/]/, sideEffects: true }] },
    plugins: [
      listOfModules,
      lazyImports(async (name) => {
        const part = await bundleLazyPart(name, dirname(manifestOf('@poppobuilder/core')));
        lazyParts.push(part);
        return part.code;
      }),
    ],
  });
  const written = await bundle.write({
    dir: output,
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[name].js',
    cleanDir: true,
  });
  await bundle.close();
  return written.output;
}

const program = await bundleWorker();
writeNotices(output, [...program, ...lazyParts.flatMap((part) => part.output)]);
