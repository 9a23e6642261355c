import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OutputAsset, OutputChunk } from 'rolldown';

/** Writes what the licences of bundled packages ask for: their names, and the texts themselves. */
export function writeNotices(directory: string, output: readonly (OutputChunk | OutputAsset)[]): void {
  const ids = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  const folders = new Set(ids.flatMap(packageFolderOf));
  if (folders.size === 0) return;
  const notices = [...folders].toSorted().map(noticeOf);
  writeFileSync(join(directory, 'NOTICES.txt'), `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
}

/** Folders inside a package may have a package.json of their own, which has no name. */
function packageFolderOf(id: string): string[] {
  let manifest = isAbsolute(id) ? findPackageJSON(pathToFileURL(id)) : undefined;
  while (manifest?.includes('node_modules') === true) {
    const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string };
    if (name !== undefined) return [dirname(manifest)];
    manifest = findPackageJSON('..', pathToFileURL(manifest));
  }
  return [];
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly [field: string]: string;
  };
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
  return `${name} ${version} (${license})${text}`;
}
