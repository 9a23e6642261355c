import type { Readable } from 'node:stream';
import { isWorkerMessage } from '../protocol/is-worker-message.ts';
import { findCostlyPart, maxLength } from '../protocol/message-limits.ts';
import { LineSplitter } from '@poppobuilder/core/runner-kit';
import type { WorkerMessage } from '../protocol/messages.ts';

/** A chunk of this many characters means that more waits: others are served before it is read. */
const FULL_CHUNK = 16 * 1024;

/** Whether something is no message, or is over a limit of messages. */
export type FaultKind = 'malformed' | 'over limit';

/** What reads messages calls. */
export interface MessageListener {
  readonly onMessage: (message: WorkerMessage) => void;
  /** Told of what is no message, or exceeds what is read of one; nothing more is read then. */
  readonly onFault: (problem: string, kind: FaultKind) => void;
}

/** Reads messages, one JSON a line. A worker that sends without end waits for the others. */
export function readMessages(stream: Readable, { onMessage, onFault }: MessageListener): void {
  const splitter = new LineSplitter();
  stream.setEncoding('utf8');
  stream.on('error', () => undefined);
  const fail = (problem: string, kind: FaultKind): void => {
    stream.destroy();
    onFault(problem, kind);
  };
  stream.on('data', (chunk: string) => {
    if (stream.destroyed) return;
    for (const line of splitter.push(chunk)) {
      const excess = findExcess(line, line.length);
      if (excess !== undefined) {
        fail(excess, 'over limit');
        return;
      }
      if (!deliver(line, onMessage)) {
        fail('it sent something that is no message', 'malformed');
        return;
      }
    }
    const excess = findExcess(splitter.pendingStart, splitter.pendingLength);
    if (excess !== undefined) {
      fail(excess, 'over limit');
      return;
    }
    if (chunk.length < FULL_CHUNK) return;
    stream.pause();
    setImmediate(() => stream.resume());
  });
}

/** What of a line, or of its beginning, exceeds what is read. */
function findExcess(text: string, length: number): string | undefined {
  const limit = maxLength(text);
  if (length > limit) return `it sent a message of more than ${limit} characters`;
  const costly = findCostlyPart(text);
  return costly === undefined ? undefined : `it sent a message that has ${costly}`;
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
