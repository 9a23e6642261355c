import { describe, expect, it } from 'vitest';
import { LineJoiner } from './line-joiner.ts';

function join(...pieces: string[]): string[] {
  const lines: string[] = [];
  const joiner = new LineJoiner((line) => lines.push(line));
  for (const piece of pieces) joiner.write(piece);
  joiner.end();
  return lines;
}

describe('a line joiner', () => {
  it('puts lines together that were cut anywhere', () => {
    expect(join('on', 'e\ntw', 'o\n\nthree')).toEqual(['one', 'two', '', 'three']);
  });

  it('emits nothing for an empty text', () => {
    expect(join('', '')).toEqual([]);
  });

  it('emits what remains of a line that was overwritten', () => {
    expect(join('10 %\r20 %', '\r100 %\r\nend\r\n')).toEqual(['100 %', 'end']);
  });

  it('does not wait for the end of a line without one', () => {
    const lines: string[] = [];
    const joiner = new LineJoiner((line) => lines.push(line));
    joiner.write('a'.repeat(70_000));
    expect(lines).toEqual(['a'.repeat(70_000)]);
  });
});
