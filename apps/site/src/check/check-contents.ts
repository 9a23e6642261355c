import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repository, REPOSITORY_URL } from '../folders.ts';

/** Places in HTML and CSS from which a browser loads something by itself. */
const LOADED =
  /(?:<(?:script|img|iframe|source|video|audio)\b[^>]*?\ssrc=|<link\b(?=[^>]*?\brel="?(?:stylesheet|preload|modulepreload|icon|preconnect|dns-prefetch)"?)[^>]*?\shref=|@import\s+(?:url\()?|\burl\()\s*["']?((?:https?:)?\/\/[^"')\s>]+)/gi;

/** Returns a sentence for each file of a built site that loads from another server, or tells of the machine that built it. */
export function checkContents(output: string): string[] {
  return globSync('**/*.{html,css,js,svg,json,txt}', { cwd: output })
    .filter((file) => statSync(join(output, file)).isFile())
    .flatMap((file) => {
      const text = readFileSync(join(output, file), 'utf8');
      const loaded = /\.(html|css|svg)$/.test(file)
        ? [...text.matchAll(LOADED)].map(([, url]) => `${file} loads ${url} from another server.`)
        : [];
      const told = text.includes(repository)
        ? [`${file} contains ${repository}, a folder of the machine that built it.`]
        : [];
      const registries = [
        ...text.matchAll(/https?:\/\/[\w.:-]*(?:registry|artifactory|nexus|verdaccio)[\w.:-]*/gi),
      ]
        .filter(([url]) => !url.startsWith(REPOSITORY_URL))
        .map(([url]) => `${file} names the registry ${url}.`);
      return [...loaded, ...told, ...registries];
    });
}
