import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, type RolldownLog, rolldown } from 'rolldown';
import type { Manifest } from '../workspace.ts';
import { bundleLazyPart, type LazyPart } from './bundle-lazy-part.ts';
import { directBuiltins } from './direct-builtins.ts';
import { dropForeignSources } from './drop-foreign-sources.ts';
import { externalPackages } from './external-packages.ts';
import { lazyImports } from './lazy-imports.ts';
import { listEntries } from './list-entries.ts';
import { modulesByUrl } from './modules-by-url.ts';
import { programs } from './programs.ts';
import { shrinkChunk } from './shrink-chunk.ts';
import { released, terminalScreens } from './terminal-screens.ts';
import { writeNotices } from './write-notices.ts';
import { zodOfCore, zodWithoutLocales } from './zod-of-core.ts';

const CORE = '@poppobuilder/core';

/**
 * Bundles a package into `dist/`: one file for each entry, and one for what several share, so that all entries have the
 * same classes. What users install with the package stays an import; what `devDependencies` name becomes part of it.
 */
export async function bundlePackage(directory: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest;
  const lazyParts: LazyPart[] = [];
  const bundle = await rolldown({
    cwd: directory,
    input: listEntries(manifest),
    platform: 'node',
    tsconfig: false,
    transform: { target: 'node22.13', define: released },
    preserveEntrySignatures: 'strict',
    treeshake: { moduleSideEffects: [{ test: /^node:/, sideEffects: false }] },
    plugins: [
      programs(directory),
      lazyImports(async (name) => {
        const part = await bundleLazyPart(name, directory);
        lazyParts.push(part);
        return part.code;
      }),
      directBuiltins,
      modulesByUrl(),
      terminalScreens,
      ...pluginsFor(manifest),
    ],
    // A slow machine is no reason to fail.
    checks: { bundlerTimings: false },
    onLog: failOnWarning,
  });
  const { output } = await bundle.write({
    dir: join(directory, 'dist'),
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    comments: { jsdoc: false },
    codeSplitting: {
      groups: [
        { name: 'zod', test: /[\\/]node_modules[\\/]zod[\\/]/ },
        { name: 'ink', test: /[\\/]node_modules[\\/](?:ink|react|react-reconciler|yoga-layout)[\\/]/ },
      ],
    },
  });
  await bundle.close();
  for (const chunk of ['zod', 'ink']) shrinkChunk(join(directory, `dist/${chunk}.js`));
  dropForeignSources(join(directory, 'dist'));
  writeNotices(join(directory, 'dist'), [...output, ...lazyParts.flatMap((part) => part.output)]);
}

function pluginsFor(manifest: Manifest): Plugin[] {
  const { name, dependencies, peerDependencies, optionalDependencies } = manifest;
  const installed = [name, ...Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })];
  if (name === CORE) {
    return [zodWithoutLocales, externalPackages(installed.filter((dependency) => dependency !== 'zod'))];
  }
  // Only what is released together with core may use all that core has: others meet any version of it.
  const isReleasedWithCore = { ...dependencies, ...peerDependencies }[CORE] === 'workspace:~';
  return [...(isReleasedWithCore ? [zodOfCore] : []), externalPackages(installed)];
}

function failOnWarning(level: string, log: RolldownLog): void {
  if (level === 'warn') throw new Error(log.message);
}
