import { StringDecoder } from 'node:string_decoder';
import { type LogLevel } from '@poppobuilder/core';
import { keepStart } from '@poppobuilder/core/runner-kit';
import { send } from './outbox.ts';

/**
 * Reports what this process prints as messages, as `log` events: in order with all others, and none of it lost
 * when the task ends right after. What native code writes to the descriptors still goes through the pipes.
 */
export function reportPrinted(): void {
  replaceWrite('stdout', 'info');
  replaceWrite('stderr', 'warn');
}

/** Characters of one event. */
const LONGEST = 16 * 1024;

function replaceWrite(name: 'stdout' | 'stderr', level: LogLevel): void {
  const decoder = new StringDecoder('utf8');
  const write = (
    chunk: string | Uint8Array,
    encodingOrDone?: BufferEncoding | ((error?: Error | null) => void),
    done?: (error?: Error | null) => void,
  ): boolean => {
    const encoding = typeof encodingOrDone === 'string' ? encodingOrDone : 'utf8';
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk);
    const text = decoder.write(bytes);
    for (let rest = text; rest !== '';) {
      const piece = keepStart(rest, LONGEST);
      send(['log', level, piece, name]);
      rest = rest.slice(piece.length);
    }
    const callback = typeof encodingOrDone === 'function' ? encodingOrDone : done;
    if (callback !== undefined) process.nextTick(callback);
    return true;
  };
  process[name].write = write;
}
