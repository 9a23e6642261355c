import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type InputOptions, type OutputAsset, type OutputChunk, type Plugin, rolldown } from 'rolldown';
import type { BundledModule } from '../src/child/bundled-modules.ts';

// Bundles the program of a worker into dist/bundle, with core and zod as modules that plugins can be given: reading
// some four hundred files apart takes longer than all else that a worker does until it is ready.

/** What plugins import, by the names they use. */
const SHARED = ['@poppobuilder/core', '@poppobuilder/core/runner-kit', 'zod', 'zod/v4', 'zod/v4/core'];

/** Parts of core that few tasks need, loaded at the first call: what they export, and it is functions only. */
const LAZY: Readonly<Record<string, string>> = {
  'import-meta-resolve': 'resolve',
  pino: 'pino',
};

const source = (file: string): string => fileURLToPath(new URL(`../src/child/${file}`, import.meta.url));
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

/** Packages that are in the bundle, by folder. */
const packages = new Set<string>();

function collectPackages(chunks: readonly (OutputChunk | OutputAsset)[]): void {
  for (const chunk of chunks) {
    for (const id of chunk.type === 'chunk' ? chunk.moduleIds : []) {
      const manifest = isAbsolute(id) ? findPackageJSON(pathToFileURL(id)) : undefined;
      if (manifest?.includes('node_modules') === true) packages.add(dirname(manifest));
    }
  }
}

/** What the licences of the bundled packages ask for: their names, and the texts themselves. */
function writeNotices(): void {
  const notices = [...packages].toSorted().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly [field: string]: string;
    };
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
    return `${name} ${version} (${license})${text}`;
  });
  writeFileSync(join(output, 'NOTICES.txt'), `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
}

async function bundleWorker(): Promise<void> {
  const shared = SHARED.map((specifier) => [
    entryOf(specifier),
    fileURLToPath(import.meta.resolve(specifier)),
  ]);
  const bundle = await rolldown({
    ...common,
    input: { 'start-worker': source('start-worker.ts'), ...Object.fromEntries(shared) },
    // The package says of itself that its modules have no side effects; the program of a worker is nothing else.
    treeshake: { moduleSideEffects: [{ test: /[\\/]src[\\/]child[\\/]/, sideEffects: true }] },
    plugins: [listOfModules, lazyParts],
  });
  const written = await bundle.write({
    dir: output,
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[name].js',
  });
  collectPackages(written.output);
  await bundle.close();
}

/** CommonJS, which every supported Node can load synchronously and without a warning. */
async function bundleLazyPart(name: string): Promise<void> {
  const bundle = await rolldown({ ...common, input: { [name]: name }, cwd: dirname(core) });
  const written = await bundle.write({
    dir: output,
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].cjs',
    codeSplitting: false,
  });
  collectPackages(written.output);
  await bundle.close();
}

rmSync(output, { recursive: true, force: true });
await Promise.all([bundleWorker(), ...Object.keys(LAZY).map(bundleLazyPart)]);
writeNotices();
