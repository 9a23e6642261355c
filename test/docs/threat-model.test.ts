import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const text = readFileSync(new URL('docs/threat-model.md', ROOT), 'utf8');

describe('the threat model', () => {
  it('names tests that exist', () => {
    const files = [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !existsSync(new URL(file, ROOT)))).toEqual([]);
  });

  it('states for every asset who reaches it in each mode, and which test proves it', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
    for (const row of rows)
      expect(
        row
          .split('|')
          .slice(1, -1)
          .filter((cell) => cell.trim() !== ''),
      ).toHaveLength(5);
  });
});
