import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/workspace.ts';

/** The fenced block after `<!-- example: NAME -->` in a document, the README of a package: what users copy is what the tests run. */
export function readmeExample(folder: string, name: string, file = 'README.md'): string {
  const readme = readFileSync(join(root, folder, file), 'utf8');
  const marker = `<!-- example: ${name} -->\n`;
  const [, block] = /^```\w+\n(.*?)^```$/ms.exec(readme.slice(readme.indexOf(marker) + marker.length)) ?? [];
  if (!readme.includes(marker) || block === undefined) {
    throw new Error(`${folder}/${file} has no example ${name}.`);
  }
  return block;
}

/** The first fenced block of a README in a language. */
export function firstExample(folder: string, language: 'ts' | 'js' | 'json'): string {
  const readme = readFileSync(join(root, folder, 'README.md'), 'utf8');
  const [, block] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(readme) ?? [];
  if (block === undefined) throw new Error(`The README of ${folder} has no example in ${language}.`);
  return block;
}
