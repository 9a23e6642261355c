import { writeSync } from 'node:fs';
import type { WorkerMessage } from '../protocol/messages.ts';

/** The descriptor of the pipe from a worker to its host. */
const OUTBOX = 3;

/** Characters of messages that are written as they are; of longer ones a part may be left when the pipe is full. */
const SHORT = 4_000;

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Sends a message to the host, one JSON a line. It waits while the host has not read what came before: a handler that
 * floods the host with events slows itself down.
 */
export function send(message: WorkerMessage): void {
  const line = `${JSON.stringify(message)}\n`;
  const written = line.length > SHORT ? 0 : write(line);
  if (written === Buffer.byteLength(line)) return;
  const bytes = Buffer.from(line);
  for (let sent = written; sent < bytes.length;) sent += write(bytes, sent);
}

function write(data: string | Buffer, offset?: number): number {
  try {
    return typeof data === 'string' ? writeSync(OUTBOX, data) : writeSync(OUTBOX, data, offset);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A worker that cannot report the start of a task must not start it: another one will.
    if (code !== 'EAGAIN') process.exit(1);
    Atomics.wait(pause, 0, 0, 1);
    return 0;
  }
}
