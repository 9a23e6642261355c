import type { Client } from 'pg';

/** How long the server may take to confirm the end of a connection. In milliseconds. */
const CLOSE_TIMEOUT = 1_000;

/**
 * Closes a connection, whether or not it was ever opened. One whose server no longer answers is cut off, as it would keep
 * the process alive. Never rejects.
 */
export async function endClient(client: Client): Promise<void> {
  const { connection } = client as unknown as {
    readonly connection: { readonly stream: { destroy(): void } };
  };
  const timer = setTimeout(() => connection.stream.destroy(), CLOSE_TIMEOUT);
  await client.end().catch(() => undefined);
  clearTimeout(timer);
}
