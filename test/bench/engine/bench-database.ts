import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedPostgres } from '@poppobuilder/embedded-postgres';

/** A folder for a server's data that the server's user may enter. */
export function databaseFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-bench-engine-'));
  chmodSync(folder, 0o711);
  return folder;
}

/** One Postgres that both sides of a bench use, each in schemas of its own. */
export class BenchDatabase implements AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly #close: () => Promise<void>;

  constructor(url: string, pid: number, close: () => Promise<void>) {
    this.url = url;
    this.pid = pid;
    this.#close = close;
  }

  static async open(): Promise<BenchDatabase> {
    const folder = databaseFolder();
    const server = await openEmbeddedPostgres({ folder });
    const { host, port, user, database } = server.connection;
    const url = `postgresql://${user}@${encodeURIComponent(host)}:${port}/${database}`;
    return new BenchDatabase(url, server.pid, async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}
