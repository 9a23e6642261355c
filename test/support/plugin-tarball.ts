import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A package to pack: the fields of its package.json, and its files by path. */
export interface TarballOptions {
  readonly manifest: { readonly name: string; readonly [field: string]: unknown };
  readonly files: Readonly<Record<string, string>>;
}

/** Packs a package as `npm pack` does, into a folder. Returns the path of the tarball. */
export async function packTarball(folder: string, { manifest, files }: TarballOptions): Promise<string> {
  const source = await mkdtemp(join(folder, 'packed-'));
  const complete = { version: '1.0.0', type: 'module', exports: './index.js', ...manifest };
  const contents = { ...files, 'package.json': JSON.stringify(complete) };
  for (const [name, content] of Object.entries(contents)) {
    const path = join(source, 'package', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  const tarball = join(folder, `${manifest.name.replaceAll(/\W+/g, '-').replace(/^-/, '')}.tgz`);
  await run('tar', ['-czf', tarball, '-C', source, 'package']);
  await rm(source, { recursive: true });
  return tarball;
}
