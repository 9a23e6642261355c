import { byBoth, byCommand, byHandler, type EscapeCase } from '../escape-case.ts';

const connect = {
  tcp: {
    script: (place, load) =>
      new Promise((resolve, reject) => {
        const net = load('node:net');
        const socket = net.connect(place.tcpPort, '127.0.0.1');
        socket.on('error', reject).on('data', (data) => resolve(String(data)));
      }),
  },
  fetch: { script: async (place) => (await fetch(`http://127.0.0.1:${place.tcpPort}`)).text() },
  udp: {
    script: (place, load) =>
      new Promise((resolve, reject) => {
        const dgram = load('node:dgram');
        const socket = dgram.createSocket('udp4').on('error', reject);
        socket.send('here', place.udpPort, '127.0.0.1', (error) => {
          socket.close();
          if (error === null) resolve('');
          else reject(error);
        });
      }),
  },
  dns: {
    script: async (place, load) => {
      const { Resolver } = load('node:dns').promises;
      const resolver = new Resolver({ timeout: 200, tries: 1 });
      resolver.setServers([`127.0.0.1:${place.udpPort}`]);
      await resolver.resolve4('secret.example');
    },
  },
  file: {
    script: (place, load) =>
      new Promise((resolve, reject) => {
        const net = load('node:net');
        const socket = net.connect(place.socket);
        socket.on('error', reject).on('data', (data) => resolve(String(data)));
      }),
  },
  agent: {
    script: (_place, load) =>
      new Promise((resolve, reject) => {
        const net = load('node:net');
        const socket = net.connect(process.env['SSH_AUTH_SOCK'] ?? '/nowhere');
        socket.on('error', reject).on('data', (data) => resolve(String(data)));
      }),
  },
  abstract: {
    script: (place, load) =>
      new Promise((resolve, reject) => {
        const net = load('node:net');
        const socket = net.connect(`\0${place.abstractSocket}`);
        socket.on('error', reject).on('data', (data) => resolve(String(data)));
      }),
  },
} satisfies Record<string, EscapeCase['attempt']>;

/** Attempts to reach the network, and sockets of the machine. */
export const NETWORK: readonly EscapeCase[] = [
  ...byBoth('connects to a server without having the network', 'read', connect.tcp, { where: 'node-net' }),
  ...byBoth('fetches an address without having the network', 'read', connect.fetch, { where: 'node-net' }),
  ...byBoth('sends a datagram without having the network', 'reach', connect.udp, { where: 'node-net' }),
  ...byBoth('asks a name server without having the network', 'reach', connect.dns, { where: 'node-net' }),
  ...byBoth('connects to a socket in the file system, such as that of Docker', 'read', connect.file, {
    where: 'node-net',
  }),
  ...byBoth('connects to a socket without a file', 'read', connect.abstract, { where: 'node-net' }),
  byCommand('connects to the SSH agent of the operator', 'read', connect.agent),
  byHandler('with the network connects to a socket in the file system', 'read', connect.file, {
    grant: 'network',
  }),
  byCommand('with the network connects to a socket in the file system', 'read', connect.file, {
    grant: 'commands and network',
  }),
];
