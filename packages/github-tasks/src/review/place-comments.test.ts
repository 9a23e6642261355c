import { describe, expect, it } from 'vitest';
import type { ChangedFile } from './diff/changed-file.ts';
import { placeComments } from './place-comments.ts';

const file = (path: string, lines: number[], added = lines): ChangedFile => ({
  path,
  patch: '',
  lines: new Set(lines),
  addedLines: new Set(added),
});
const comment = (path: string, line: number, text = `${path}:${line}`) => ({ path, line, text });

describe('comments of a review', () => {
  it('are placed on lines of the diff, and kept apart elsewhere', () => {
    const comments = [comment('a', 1), comment('a', 9), comment('b', 1)];
    const options = { files: [file('a', [1, 2])], since: undefined, earlier: [], limit: 10 };
    expect(placeComments(comments, options)).toEqual({
      placed: [comment('a', 1)],
      others: [comment('a', 9), comment('b', 1)],
    });
  });

  it.each([
    { name: 'we"ird.txt', told: String.raw`"we\"ird.txt"` },
    { name: 'we"ird.txt', told: String.raw`"b/we\"ird.txt"` },
    { name: 'we"ird.txt', told: 'we"ird.txt' },
    { name: 'a\tb.txt', told: String.raw`a\tb.txt` },
    { name: String.raw`a\tb.txt`, told: String.raw`a\tb.txt` },
    { name: 'c.txt', told: 'b/c.txt' },
    { name: 'b/c.txt', told: 'b/c.txt' },
  ])('are placed on $name, also as the lines of a diff name it: $told', ({ name, told }) => {
    const options = { files: [file(name, [1])], since: undefined, earlier: [], limit: 10 };
    expect(placeComments([comment(told, 1, 'x')], options).placed).toEqual([comment(name, 1, 'x')]);
  });

  it('say nothing twice, whatever line and wording it has', () => {
    const comments = [comment('a', 2, 'Off by **one**!'), comment('a', 1, 'New.'), comment('a', 2, 'new')];
    const earlier = [comment('a', 7, 'off by one')];
    const { placed, others } = placeComments(comments, {
      files: [file('a', [1, 2])],
      since: undefined,
      earlier,
      limit: 10,
    });
    expect(placed).toEqual([comment('a', 1, 'New.')]);
    expect(others).toEqual([]);
  });

  it('of a later review are about new lines alone', () => {
    const comments = [comment('a', 1), comment('a', 2), comment('b', 1)];
    const options = {
      files: [file('a', [1, 2]), file('b', [1])],
      since: [file('a', [1, 2], [2])],
      earlier: [],
      limit: 10,
    };
    expect(placeComments(comments, options)).toEqual({ placed: [comment('a', 2)], others: [] });
  });

  it('beyond the limit are kept apart', () => {
    const comments = [comment('a', 1), comment('a', 2)];
    const { placed, others } = placeComments(comments, {
      files: [file('a', [1, 2])],
      since: undefined,
      earlier: [],
      limit: 1,
    });
    expect([placed.length, others.length]).toEqual([1, 1]);
  });
});
