import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { root } from '../../../scripts/workspace.ts';
import { programs } from '../../support/registry/programs.ts';

// Builds the plugin against core as it is built now, and keeps it for the time to come: one tarball that takes core from
// its host, and one with a core of its own. `--from` names a folder whose node_modules has another core.
const { values, positionals } = parseArgs({
  options: { from: { type: 'string', default: join(root, 'test') } },
  allowPositionals: true,
});
const [date = new Date().toISOString().slice(0, 10)] = positionals;
const tarballs = join(import.meta.dirname, 'tarballs');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-keep-')));

try {
  // The plugin finds its packages where it lies.
  const source = join(realpathSync(values.from), 'compatible-plugin');
  cpSync(join(import.meta.dirname, 'plugin'), source, { recursive: true });
  try {
    checkTypes(source);
    for (const variant of ['peer', 'own'] as const) await keep(source, variant);
  } finally {
    rmSync(source, { recursive: true, force: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function checkTypes(source: string): void {
  const options = {
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2024', 'esnext.disposable'],
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  writeFileSync(
    join(source, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, files: ['index.ts'] }),
  );
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', source], { stdio: 'inherit' });
}

async function keep(source: string, variant: 'peer' | 'own'): Promise<void> {
  const suffix = `${date.replaceAll('-', '')}${variant}`;
  const bundle = await rolldown({
    input: join(source, 'index.ts'),
    platform: 'node',
    tsconfig: false,
    external: variant === 'peer' ? ['@poppobuilder/core', 'zod'] : ['zod'],
    transform: { define: { SUFFIX: JSON.stringify(suffix) } },
  });
  const built = join(folder, variant);
  mkdirSync(built);
  await bundle.write({ file: join(built, 'index.js'), minify: true, codeSplitting: false });
  await bundle.close();
  const core = variant === 'peer' ? { '@poppobuilder/core': '>=0.x <1' } : {};
  const manifest = {
    name: `@acme/compatible-${variant}-${date}`,
    version: '1.0.0',
    type: 'module',
    exports: './index.js',
    files: ['index.js'],
    peerDependencies: { ...core, zod: '^4.0.0' },
    poppobuilder: { plugin: '.' },
  };
  writeFileSync(join(built, 'package.json'), JSON.stringify(manifest, undefined, 2));
  mkdirSync(tarballs, { recursive: true });
  execFileSync(process.execPath, [programs.pnpm, 'pack', '--out', join(tarballs, `${suffix}.tgz`)], {
    cwd: built,
  });
}
