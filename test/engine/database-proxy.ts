import { once } from 'node:events';
import { chmodSync, mkdirSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

const SOCKET = '.s.PGSQL.5432';

/** Stands between engines and a server's socket, and cuts connections or lets them fall silent. */
export class DatabaseProxy implements AsyncDisposable {
  /** For `database: { url }`. */
  readonly url: string;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #server: Server;
  #isSilent = false;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  /** Listens in a folder that it makes. */
  static async open(folder: string, target: string): Promise<DatabaseProxy> {
    mkdirSync(folder);
    chmodSync(folder, 0o711);
    const server = createServer();
    const url = `postgresql://poppobuilder@${encodeURIComponent(folder)}/postgres`;
    const proxy = new DatabaseProxy(server, url);
    server.on('connection', (near) => proxy.#join(near, join(target, SOCKET)));
    await once(server.listen(join(folder, SOCKET)), 'listening');
    return proxy;
  }

  /** From now on nothing passes, in connections that are there and in new ones; none of them ends. */
  fallSilent(): void {
    this.#isSilent = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.unpipe().pause();
  }

  /** New connections pass; those that fell silent stay so. */
  passAgain(): void {
    this.#isSilent = false;
  }

  /** Ends all connections. */
  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
  }

  #join(near: Socket, target: string): void {
    const far = connect(target);
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#pairs.delete(pair);
        if (!this.#isSilent) for (const other of pair) other.destroy();
      });
    }
    if (this.#isSilent) return;
    near.pipe(far);
    far.pipe(near);
  }
}
