import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { searchPath } from './search-path.ts';

const bin = join('/project', 'node_modules', '.bin');

describe('the PATH of commands', () => {
  it("begins with the project's own binaries, each folder once", () => {
    const path = ['/usr/bin', '/bin'].join(delimiter);
    expect(searchPath(['/project', '/project'], path)).toBe([bin, path].join(delimiter));
  });

  it.each([undefined, '', delimiter])('has no empty part when the given one is %j', (path) => {
    expect(searchPath(['/project'], path)).toBe(bin);
  });
});
