import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeStamp } from './code-stamp.ts';

let folder = '';
let time = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-stamp-'));
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(join(folder, 'index.js'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the stamp of code', () => {
  it.each(['index.js', 'package.json'])('changes with %s, a moment later', (name) => {
    const stamp = codeStamp([pathToFileURL(join(folder, 'index.js')).href], () => time);
    const before = stamp();
    writeFileSync(join(folder, name), 'something longer');
    expect(stamp()).toBe(before);
    time += 1_000;
    expect(stamp()).not.toBe(before);
  });

  it('is one also of what is gone', () => {
    const stamp = codeStamp([pathToFileURL(join(folder, 'missing.js')).href], () => time);
    expect(stamp()).toContain('ENOENT');
  });
});
