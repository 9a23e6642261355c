import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './workspace.ts';

/** What rooms may not name: what they run for belongs to the packages above them. */
const forbidden: Record<string, RegExp> = {
  'packages/core': /github|claude|anthropic|codex|openai|agent/i,
  'packages/worker-pool': /github|claude|anthropic|codex|openai|agent/i,
};

/** Terms of the web that only contain one of the words. */
const harmless = /user-?agent/gi;

const problems = Object.entries(forbidden).flatMap(([room, words]) =>
  listFiles(join(root, room)).flatMap((file) => findWords(file, words)),
);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

function findWords(file: string, words: RegExp): string[] {
  const lines = readFileSync(file, 'utf8').replaceAll(harmless, '').split('\n');
  return lines.flatMap((line, index) => {
    const [word] = words.exec(line) ?? [];
    return word === undefined
      ? []
      : [
          `${relative(root, file)}:${index + 1} says "${word}": this room names no service and no program that its users choose.`,
        ];
  });
}

function listFiles(room: string): string[] {
  const readme = join(room, 'README.md');
  const sources = ['src', 'scripts'].flatMap((folder) => listBelow(join(room, folder)));
  return [readme, ...sources].filter((file) => /\.(ts|js|mjs|json|md)$/.test(file));
}

function listBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
  } catch {
    return [];
  }
}
