import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown, type Plugin } from 'rolldown';

const ENTRY = fileURLToPath(new URL('peers/imports.js', import.meta.url));

/** What a worker loads at the first use only: the peer does not load it at all. */
const LATER: Readonly<Record<string, string>> = {
  execa: 'execa',
  'import-meta-resolve': 'resolve',
  pino: 'pino',
};

const withoutLater: Plugin = {
  name: 'without-later',
  resolveId: (id) => (Object.hasOwn(LATER, id) ? `\0later:${id}` : undefined),
  load: (id) =>
    id.startsWith('\0later:')
      ? `export const ${LATER[id.slice('\0later:'.length)]} = () => undefined;`
      : undefined,
};

/** Bundles what a worker with the no-op plugin imports into one file. Gives its path. */
export async function bundleImports(folder: string): Promise<string> {
  const bundle = await rolldown({
    input: ENTRY,
    platform: 'node',
    // As in a worker, core and the plugin share one zod.
    resolve: { conditionNames: ['@poppobuilder/source', 'import', 'node', 'default'] },
    plugins: [withoutLater],
  });
  const file = join(folder, 'imports.js');
  await bundle.write({ file, format: 'esm', minify: true, codeSplitting: false });
  await bundle.close();
  return file;
}
