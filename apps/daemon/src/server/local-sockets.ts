import type { Socket } from 'node:net';

/** Connections over the unix socket, which only the user of the daemon can open. */
export class LocalSockets {
  readonly #sockets = new WeakSet<Socket>();

  add(socket: Socket): void {
    this.#sockets.add(socket);
  }

  has(socket: Socket): boolean {
    return this.#sockets.has(socket);
  }
}
