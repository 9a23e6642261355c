import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readMessages } from './message-reader.ts';

/** Reads the messages in the pieces; the faults come last. */
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

  it('that report are read up to 4 Mi characters, and results beyond that', async () => {
    const text = 'x'.repeat(5 * 1024 * 1024);
    const [result, ...rest] = await read([
      `["completed",1,{"success":true,"text":"${text}"}]\n`,
      `["progress","stage","${text}"]\n["pong"]\n`,
    ]);
    expect((result as unknown[])[0]).toBe('completed');
    expect(rest).toEqual(['it sent a message of more than 4194304 characters']);
  });

  it('that never end are given up once they are too long, however they are cut', async () => {
    const piece = 'x'.repeat(1024 * 1024);
    const pieces = ['[', '"progress', '","', ...Array.from({ length: 5 }, () => piece)];
    expect(await read(pieces)).toEqual(['it sent a message of more than 4194304 characters']);
  });

  it('with many long keys are not parsed', async () => {
    const keys = Array.from({ length: 3_000 }, (_, index) => `"${'k'.repeat(20_000)}${index}":1`);
    expect(await read([`["completed",1,{"success":true,${keys.join()}}]\n`])).toEqual([
      'it sent a message that has keys over 16383 characters with more than 1048576 characters together',
    ]);
  });
});
