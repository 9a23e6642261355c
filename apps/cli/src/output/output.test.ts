import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Output } from './output.ts';

describe('an output', () => {
  it('is flushed when a slow reader has taken everything', async () => {
    const taken: string[] = [];
    const stream = new Writable({
      highWaterMark: 1,
      write: (chunk, _encoding, done) => setImmediate(() => done(void taken.push(String(chunk)))),
    });
    const output = new Output(stream);
    output.write('one');
    output.write('two');
    await output.flush();
    expect(taken.join('')).toBe('onetwo');
  });

  it('aborts when its reader has closed it, and stops writing', async () => {
    const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const taken: string[] = [];
    const stream = new Writable({
      write: (chunk, _encoding, done) => done(taken.push(String(chunk)) === 1 ? gone : null),
    });
    const output = new Output(stream);
    output.write('one');
    await output.flush();
    expect(output.broken.reason).toBe(gone);
    output.write('two');
    await output.flush();
    expect(taken).toEqual(['one']);
  });
});
