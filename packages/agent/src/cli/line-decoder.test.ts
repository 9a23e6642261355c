import { describe, expect, it } from 'vitest';
import { LineDecoder } from './line-decoder.ts';

function split(chunks: readonly Buffer[], limit?: number): string[] {
  const lines: string[] = [];
  const splitter = new LineDecoder((line) => lines.push(line), limit);
  for (const chunk of chunks) splitter.write(chunk);
  splitter.end();
  return lines;
}

describe('LineDecoder', () => {
  const bytes = Buffer.from('{"a":"ä"}\n\n{"b":"🦢"}\r\n{"c":1}');

  it('reports the same lines wherever the chunks end', () => {
    const expected = ['{"a":"ä"}', '{"b":"🦢"}\r', '{"c":1}'];
    expect(split([bytes])).toEqual(expected);
    expect(split([...bytes].map((byte) => Buffer.of(byte)))).toEqual(expected);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(split([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected);
    }
  });

  it('leaves out a line beyond the limit and continues with the next one', () => {
    const lines = split([Buffer.from('x'.repeat(10)), Buffer.from(`${'x'.repeat(10)}\nshort\n`)], 15);
    expect(lines).toEqual(['short']);
  });
});
