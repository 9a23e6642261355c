import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readMessages } from './message-reader.ts';

/** Reads what the pieces give; the faults come last. */
async function read(pieces: readonly (string | Buffer)[]): Promise<unknown[]> {
  const stream = new PassThrough();
  const seen: unknown[] = [];
  readMessages(stream, {
    onMessage: (message) => void seen.push(message),
    onFault: (problem) => void seen.push(problem),
  });
  for (const piece of pieces) stream.write(piece);
  stream.end();
  if (!stream.closed) await once(stream, 'close');
  return seen;
}

describe('messages', () => {
  it('are read one a line, wherever the pieces are cut', async () => {
    const bytes = Buffer.from('["pong"]\n["log","info","ü€😀"]\n["ready"]\n');
    const pieces = Array.from(bytes, (byte) => Buffer.from([byte]));
    expect(await read(pieces)).toEqual([['pong'], ['log', 'info', 'ü€😀'], ['ready']]);
  });

  it('that come in large pieces keep their order', async () => {
    const lines = Array.from({ length: 5_000 }, (_, index) => `["log","info","line ${index}"]\n`);
    const seen = await read([lines.join('')]);
    expect(seen.map((message) => (message as string[])[2])).toEqual(
      Array.from({ length: 5_000 }, (_, index) => `line ${index}`),
    );
  });

  it.each([
    ['no JSON', 'garbage\n["pong"]\n'],
    ['another form', '["progress",1,2]\n["pong"]\n'],
  ])('end with %s', async (_what, text) => {
    expect(await read(['["ready"]\n', text])).toEqual([['ready'], 'it sent something that is no message']);
  });
});
