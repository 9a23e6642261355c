import { Socket } from 'node:net';
import { LineSplitter } from '@poppobuilder/core/runner-kit';
import type { HostMessage } from '../protocol/messages.ts';

/** The descriptor of the pipe from the host to a worker. */
const INBOX = 4;

/** Keeps this process alive, or not. */
export type Inbox = Pick<Socket, 'ref' | 'unref'>;

/** Receives the host's messages, one JSON a line. This process ends when its host does. */
export function listenToHost(onMessage: (message: HostMessage) => void): Inbox {
  const socket = new Socket({ fd: INBOX, readable: true, writable: false });
  const splitter = new LineSplitter();
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    for (const line of splitter.push(chunk)) onMessage(JSON.parse(line) as HostMessage);
  });
  socket.on('error', () => process.exit());
  socket.on('close', () => process.exit());
  return socket;
}
