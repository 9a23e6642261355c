import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutputFile } from './output-file.ts';

let folder = '';
let path = '';
let failures: unknown[] = [];
const onFailure = (error: unknown): void => void failures.push(error);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'output-file-'));
  path = join(folder, 'output.log');
  failures = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('an output file', () => {
  it('takes text, and has a path', () => {
    const file = new OutputFile(() => ({ path, descriptor: openSync(path, 'wx') }), onFailure);
    file.write('one ');
    file.write('two');
    file.close();
    expect(file.path).toBe(path);
    expect(readFileSync(path, 'utf8')).toBe('one two');
    expect(failures).toEqual([]);
  });

  it('reports once that it cannot be opened, and drops its input', () => {
    const file = new OutputFile(() => {
      throw new Error('the disk is read-only');
    }, onFailure);
    file.write('dropped');
    file.close();
    expect(file.path).toBeUndefined();
    expect(failures).toEqual([new Error('the disk is read-only')]);
  });

  it.runIf(existsSync('/dev/full'))('that a full disk cuts off is removed', () => {
    writeFileSync(path, 'a part');
    const file = new OutputFile(() => ({ path, descriptor: openSync('/dev/full', 'w') }), onFailure);
    file.write('does not fit');
    file.write('dropped');
    file.close();
    expect(file.path).toBeUndefined();
    expect(existsSync(path)).toBe(false);
    expect(failures).toEqual([expect.objectContaining({ code: 'ENOSPC' })]);
  });

  it('that cannot be closed is removed', () => {
    writeFileSync(path, 'a part');
    const file = new OutputFile(() => ({ path, descriptor: 2 ** 30 }), onFailure);
    file.close();
    expect(existsSync(path)).toBe(false);
    expect(failures).toEqual([expect.objectContaining({ code: 'EBADF' })]);
  });
});
