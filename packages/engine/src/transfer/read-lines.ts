import type { Readable } from 'node:stream';
import { LineSplitter, reasonOf } from '@poppobuilder/core/runner-kit';
import { damaged, invalid } from './format.ts';

/** Returns the lines of a UTF-8 stream as they arrive. Throws `INVALID_CONFIG` when it cannot be read. */
export async function* readLines(readable: Readable): AsyncGenerator<string, void> {
  const splitter = new LineSplitter();
  for await (const text of decoded(readable)) yield* splitter.push(text);
  yield* splitter.flush();
}

async function* decoded(readable: Readable): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw damaged('it is not UTF-8 text', cause);
    }
  };
  for await (const chunk of chunksOf(readable)) yield decode(chunk);
  yield decode();
}

async function* chunksOf(readable: Readable): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of readable as AsyncIterable<Uint8Array | string>) {
      yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    }
  } catch (cause) {
    throw invalid(`The export cannot be read: ${reasonOf(cause)}. Nothing was imported.`, cause);
  }
}
