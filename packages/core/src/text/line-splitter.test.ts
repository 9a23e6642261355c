import { describe, expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

describe('LineSplitter', () => {
  it('returns lines whose pieces came apart, and several of one chunk', () => {
    const splitter = new LineSplitter();
    expect(splitter.push('a')).toEqual([]);
    expect(splitter.push('b\nc\n\nd')).toEqual(['ab', 'c', '']);
    expect([splitter.pendingLength, splitter.pendingStart]).toEqual([1, 'd']);
    expect(splitter.push('\n')).toEqual(['d']);
    expect([splitter.pendingLength, splitter.pendingStart]).toEqual([0, '']);
  });

  it('returns the same lines wherever the chunks end', () => {
    const text = 'one\n\ntwo\r\nthree';
    for (let cut = 0; cut <= text.length; cut += 1) {
      const splitter = new LineSplitter();
      const lines = [text.slice(0, cut), text.slice(cut)].flatMap((chunk) => splitter.push(chunk));
      expect([...lines, ...splitter.flush()]).toEqual(['one', '', 'two\r', 'three']);
    }
  });

  it('takes a line of 64 Mi characters in chunks of 16 Ki', () => {
    const splitter = new LineSplitter();
    const chunk = 'x'.repeat(16 * 1024);
    for (let count = 0; count < 4096; count += 1) splitter.push(chunk);
    expect(splitter.push('\n')[0]?.length).toBe(64 * 1024 * 1024);
  });

  it('leaves out a line beyond the limit and continues with the next one', () => {
    const splitter = new LineSplitter({ maxLength: 15 });
    expect(splitter.push('x'.repeat(10))).toEqual([]);
    expect(splitter.push(`${'x'.repeat(10)}\nshort\n`)).toEqual(['short']);
    expect(splitter.push('x'.repeat(16))).toEqual([]);
    expect(splitter.flush()).toEqual([]);
  });

  it('returns a line beyond the limit in parts where it may cut', () => {
    const splitter = new LineSplitter({ maxLength: 3, longLines: 'cut' });
    expect(['ab', 'cd', 'ef\n'].map((chunk) => splitter.push(chunk))).toEqual([[], ['abcd'], ['ef']]);
  });
});
