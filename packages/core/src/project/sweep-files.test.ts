import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepFiles } from './sweep-files.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, { days, size = 1 }: { days: number; size?: number }): void {
  const written = new Date(Date.now() - days * 86_400_000);
  writeFileSync(join(folder, name), 'x'.repeat(size));
  utimesSync(join(folder, name), written, written);
}

describe('a sweep', () => {
  it('removes what was last written too long ago', () => {
    write('old.log', { days: 31 });
    write('new.log', { days: 29 });
    sweepFiles(folder, { names: /\.log$/, days: 30 });
    expect(readdirSync(folder)).toEqual(['new.log']);
  });

  it('removes the oldest until the rest is small enough', () => {
    write('a.log', { days: 1, size: 40 });
    write('b.log', { days: 3, size: 40 });
    write('c.log', { days: 2, size: 40 });
    sweepFiles(folder, { names: /\.log$/, days: 30, bytes: 100 });
    expect(readdirSync(folder)).toEqual(['a.log', 'c.log']);
  });

  it('leaves other names, and folders', () => {
    write('own.txt', { days: 99 });
    mkdirSync(join(folder, 'folder.log'));
    utimesSync(join(folder, 'folder.log'), 0, 0);
    sweepFiles(folder, { names: /\.log$/, days: 30, bytes: 0 });
    expect(readdirSync(folder)).toEqual(['folder.log', 'own.txt']);
  });

  it('of a folder that is not there does nothing', () => {
    expect(() => sweepFiles(join(folder, 'missing'), { names: /x/, days: 30 })).not.toThrow();
  });
});
