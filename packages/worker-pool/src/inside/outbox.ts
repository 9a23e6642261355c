import { writeSync } from 'node:fs';
import type { WorkerMessage } from '../protocol/messages.ts';

/** The descriptor on which a worker tells the host. */
const OUTBOX = 3;

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Sends a message to the host, one JSON a line. It waits while the host has not read what came before: a handler that
 * floods the host with events slows itself down.
 */
export function tell(message: WorkerMessage): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let written = 0; written < bytes.length;) written += write(bytes, written);
}

function write(bytes: Buffer, offset: number): number {
  try {
    return writeSync(OUTBOX, bytes, offset);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A worker that cannot tell that a task has started must not start it: another one will.
    if (code !== 'EAGAIN') process.exit(1);
    Atomics.wait(pause, 0, 0, 1);
    return 0;
  }
}
