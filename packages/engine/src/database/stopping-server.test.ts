import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { Database } from './database.ts';

it.each([
  ['a statement', async (database: Database) => database.query('SELECT 1')],
  ['a transaction', async (database: Database) => database.transaction(async () => undefined)],
])('%s is rejected when the server stops just as it accepts the connection', async (_title, operate) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    // All at once: whoever takes the connection has had no time to listen to its errors.
    socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, SHUTTING_DOWN])));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const database = new Database({ connection: { host: '127.0.0.1', port, user: 'anna', ssl: false } });
  await expect(operate(database)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
  await database.close();
  server.close();
});

function message(kind: string, body: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(kind), length, Buffer.from(body, 'latin1')]);
}

const AUTHENTICATED = message('R', '\0\0\0\0');
const READY = message('Z', 'I');
const SHUTTING_DOWN = message(
  'E',
  'SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0',
);
