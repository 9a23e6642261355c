import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describePluginContract } from '@poppobuilder/testing';
import { afterAll } from 'vitest';
import plugin from './index.ts';

const server = createServer((socket) => socket.on('error', () => socket.destroy()).end('Hello, '));
await once(server.listen(0, '127.0.0.1'), 'listening');
afterAll(() => void server.close());

const { port } = server.address() as AddressInfo;
// Needs the network, and the project's files to read and to write.
const greet = `
  const { appendFileSync, readFileSync } = require('node:fs');
  require('node:net').connect(${port}, '127.0.0.1').on('data', (greeting) => {
    appendFileSync('greetings.txt', greeting + readFileSync('name.txt', 'utf8'));
    console.log(readFileSync('greetings.txt', 'utf8'));
  });`;

describePluginContract(plugin, {
  module: new URL('index.ts', import.meta.url),
  examples: [
    {
      task: { type: 'custom-command', command: process.execPath, args: ['-e', greet] },
      files: { 'name.txt': 'Ann' },
    },
  ],
});
