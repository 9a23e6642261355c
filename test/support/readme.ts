import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/workspace.ts';

/** The fenced block after `<!-- example: NAME -->` in a package's README: what users copy is what the tests run. */
export function readmeExample(folder: string, name: string): string {
  const readme = readFileSync(join(root, folder, 'README.md'), 'utf8');
  const marker = `<!-- example: ${name} -->\n`;
  const [, block] = /^```\w+\n(.*?)^```$/ms.exec(readme.slice(readme.indexOf(marker) + marker.length)) ?? [];
  if (!readme.includes(marker) || block === undefined) {
    throw new Error(`The README of ${folder} has no example ${name}.`);
  }
  return block;
}
