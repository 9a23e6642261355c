import type { Client } from 'pg';

/** Milliseconds in which the other side says that it has ended a connection. */
const GOODBYE = 1_000;

/**
 * Ends a connection, whether or not it was ever made. One whose other side says nothing any more is cut off: it would
 * keep the process alive. Never rejects.
 */
export async function endClient(client: Client): Promise<void> {
  const { connection } = client as unknown as {
    readonly connection: { readonly stream: { destroy(): void } };
  };
  const timer = setTimeout(() => connection.stream.destroy(), GOODBYE);
  await client.end().catch(() => undefined);
  clearTimeout(timer);
}
