export { socketTransport, type SocketTransportOptions } from './socket-transport.ts';
