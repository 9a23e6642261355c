import { type OutputAsset, type OutputChunk, rolldown } from 'rolldown';

/** Code of a package, and what it is made of. */
export interface LazyPart {
  readonly code: string;
  readonly output: readonly (OutputChunk | OutputAsset)[];
}

/**
 * Bundles a package, and what it needs, into one file of CommonJS, which every supported Node can load synchronously and
 * without a warning.
 *
 * @param cwd - folder of the package that depends on it
 */
export async function bundleLazyPart(name: string, cwd: string): Promise<LazyPart> {
  const bundle = await rolldown({
    cwd,
    input: { [name]: name },
    platform: 'node',
    tsconfig: false,
    transform: { target: 'node22.13' },
  });
  const { output } = await bundle.generate({ format: 'cjs', minify: true, codeSplitting: false });
  await bundle.close();
  return { code: output[0].code, output };
}
