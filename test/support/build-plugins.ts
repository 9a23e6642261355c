import { globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { BUILT, builtFileOf } from './built-plugin.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds the plugins of the tests, as those that are published are: each worker would strip their types anew. */
export default async function setUp(): Promise<void> {
  const files = globSync('**/*-plugin.ts', { cwd: root, exclude: ['node_modules', 'dist'] });
  const imports = await Promise.all(files.map((file) => build(join(root, file))));
  // What a worker may read for them is found by their package: one of its own keeps that to what plugins import.
  const names = new Set(
    imports
      .flat()
      .filter((name) => !name.startsWith('node:'))
      .map(packageOf)
      .toSorted(),
  );
  const manifest = {
    name: '@poppobuilder/test-plugins',
    private: true,
    type: 'module',
    dependencies: Object.fromEntries([...names].map((name) => [name, '*'])),
  };
  write(join(BUILT, 'package.json'), JSON.stringify(manifest));
}

const packageOf = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** Returns what the built plugin imports. */
async function build(input: string): Promise<readonly string[]> {
  const bundle = await rolldown({ input, platform: 'node', external: /^[^./]/ });
  const { output } = await bundle.generate({ codeSplitting: false });
  await bundle.close();
  write(builtFileOf(input), output[0].code);
  return output[0].imports;
}

/** Leaves a file alone that is as it should be: workers of another run may be reading it. */
function write(path: string, text: string): void {
  if (readIfThere(path) === text) return;
  mkdirSync(dirname(path), { recursive: true });
  const written = `${path}.${process.pid}`;
  writeFileSync(written, text);
  renameSync(written, path);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
