import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { PackageManager } from '../command-line/package-manager.ts';
import { packageFolder } from '../package-folder.ts';
import type { Choices } from '../plugin-options.ts';
import { checkName } from '../plugin-name.ts';
import { createManifest, MANIFEST } from './create-manifest.ts';
import { keepLines } from './keep-lines.ts';

/** What the files of a plugin depend on. */
export interface FileChoices extends Choices {
  readonly manager: PackageManager;
}

const template = new URL('template/', packageFolder);

/** What npm would not pack, and what tools would take for files of ours, has another name in the template. */
const RENAMED: Readonly<Record<string, string>> = {
  _LICENSE: 'LICENSE',
  _gitignore: '.gitignore',
  '_oxlintrc.json': '.oxlintrc.json',
};

/** Returns the files of a plugin: texts by path, with `/`. */
export function createFiles(choices: FileChoices): Map<string, string> {
  const layers = layersOf(choices);
  const files = new Map<string, string>();
  for (const layer of layers) {
    for (const path of listFiles(new URL(`${layer}/`, template))) {
      const text = readFileSync(new URL(`${layer}/${path}`, template), 'utf8');
      files.set(pathOf(path, choices), fill(text, choices));
    }
  }
  files.set('package.json', createManifest(template, layers, choices));
  return files;
}

/** The folders of the template that make up a plugin: what a later one has replaces what an earlier one has. */
function layersOf({ language, options, manager }: FileChoices): string[] {
  const layers = [
    'base',
    language,
    manager.name,
    ...options.flatMap((option) => [option, `${option}-${language}`]),
  ];
  return layers.filter((layer) => existsSync(new URL(layer, template)));
}

/** Lists the files below a folder by their paths, without those that the package.json is made of. */
function listFiles(folder: URL, prefix = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = prefix + entry.name;
    if (entry.isDirectory()) return listFiles(new URL(`${entry.name}/`, folder), `${path}/`);
    return path === MANIFEST ? [] : [path];
  });
}

/** Returns the path in the plugin of a file of the template. */
function pathOf(path: string, { language }: FileChoices): string {
  const renamed = RENAMED[path] ?? path;
  return language === 'javascript' ? renamed.replace(/\.ts$/, '.js') : renamed;
}

function fill(text: string, { name, language, options, manager }: FileChoices): string {
  const { taskType } = checkName(name);
  const chosen = new Set([language, manager.name, ...(options.length === 0 ? ['plain'] : options)]);
  return keepLines(text, chosen)
    .replaceAll(/@acme\/my-task|my-task/g, (found) => (found.startsWith('@') ? name : taskType))
    .replaceAll(/\bnpm (?=test|run )/g, `${manager.name} `)
    .replaceAll(/\b(src\/[\w-]+)\.ts\b/g, language === 'javascript' ? '$1.js' : '$&')
    .replaceAll('YEAR', String(new Date().getFullYear()));
}
