import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { listen } from './listen.ts';
import { LocalSockets } from './local-sockets.ts';

it.concurrent.each([
  ['headers that never end', 'POST / HTTP/1.1\r\nHost: x\r\n'],
  ['a body that never ends', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n'],
  ['nothing', ''],
])('who sends %s is cut off, however slowly more follows', async (_, start) => {
  const folder = mkdtempSync(join(tmpdir(), 'poppo-listen-'));
  const listening = await listen((request) => void request.resume(), {
    http: { host: '127.0.0.1', port: 0 },
    socketPath: join(folder, 'socket'),
    locals: new LocalSockets(),
    timeouts: { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 },
  });
  const socket = connect(Number(new URL(listening.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  const drip = setInterval(() => start !== '' && socket.write('x'), 50);
  try {
    socket.write(start);
    expect(await text(socket).catch(() => '408')).toMatch(/^$|408/);
    expect(socket.destroyed || socket.readableEnded).toBe(true);
  } finally {
    clearInterval(drip);
    socket.destroy();
    await listening.close();
    rmSync(folder, { recursive: true });
  }
});
