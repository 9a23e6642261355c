import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const text = readFileSync(new URL('docs/reference/symphony.md', ROOT), 'utf8');

const rows = [...text.matchAll(/^\| .+ \| `([^`]+\.ts)`: (.+) \|$/gm)].map(
  ([, file = '', name = '']) => [file, name] as const,
);

it("Symphony's matrix names tests that exist", () => {
  expect(rows.length).toBeGreaterThan(40);
  const missing = rows.filter(([file, name]) => {
    const url = new URL(file, ROOT);
    // The quotes are those of the test; a name may continue.
    return !existsSync(url) || !readFileSync(url, 'utf8').replaceAll("\\'", "'").includes(name);
  });
  expect(missing).toEqual([]);
});

it("each line of Symphony's matrix has a test or a reason", () => {
  const lines = text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:---|Line)/.test(line));
  for (const line of lines) expect(line.split(' | ')).toHaveLength(2);
});
