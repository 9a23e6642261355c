import type { Readable } from 'node:stream';
import { isWorkerMessage } from '../protocol/is-worker-message.ts';
import { LineSplitter } from '../protocol/line-splitter.ts';
import type { WorkerMessage } from '../protocol/messages.ts';

/** Characters of the longest message that is taken. A text that Node holds is shorter than 512 Mi. */
const LONGEST = 256 * 1024 * 1024;

/** A chunk of this many characters means that more waits: others get their turn before it is read. */
const FULL_CHUNK = 16 * 1024;

/** What reads messages calls. */
export interface MessageListener {
  readonly onMessage: (message: WorkerMessage) => void;
  /** Told of what is no message; nothing more is read then. */
  readonly onFault: (problem: string) => void;
}

/** Reads messages, one JSON a line. A worker that sends without end waits for the others. */
export function readMessages(stream: Readable, { onMessage, onFault }: MessageListener): void {
  const splitter = new LineSplitter();
  stream.setEncoding('utf8');
  stream.on('error', () => undefined);
  const fail = (problem: string): void => {
    stream.destroy();
    onFault(problem);
  };
  stream.on('data', (chunk: string) => {
    for (const line of splitter.take(chunk)) {
      if (!deliver(line, onMessage)) {
        fail('it sent something that is no message');
        return;
      }
    }
    if (splitter.length > LONGEST) fail(`it sent a message of more than ${LONGEST} characters`);
    if (chunk.length < FULL_CHUNK) return;
    stream.pause();
    setImmediate(() => stream.resume());
  });
}

/** Whether a line was a message that could be taken: one that is nested too deeply for that ends nothing but its worker. */
function deliver(line: string, onMessage: MessageListener['onMessage']): boolean {
  try {
    const message: unknown = JSON.parse(line);
    if (!isWorkerMessage(message)) return false;
    onMessage(message);
    return true;
  } catch {
    return false;
  }
}
