import { join } from 'node:path';
import type { ServerConnection } from '@poppobuilder/embedded-postgres';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { createEngine } from '../../create-engine.ts';
import { DatabaseFolder } from '../../fixtures/database-folder.ts';
import { testPlugin } from '../../fixtures/test-plugin.ts';

it('continues correctly after a crash that reused transaction ids', async () => {
  await using folder = new DatabaseFolder();
  const { connection } = await folder.open();
  await using engine = await createEngine({
    database: { folder: folder.path },
    plugins: [testPlugin()],
    onError: () => undefined,
  });
  const task = { type: 'echo', projectId: 'project', projectPath: join(folder.path, '..') };
  const events = engine.events.subscribe()[Symbol.asyncIterator]();
  let isReused = false;
  // Another commit may come in between and put the numbers on the disk.
  for (let round = 0; round < 10 && !isReused; round += 1) {
    const highest = await passUnseen(connection);
    const after = await engine.events.latestCursor();
    folder.kill();
    const ids = Array.from({ length: 20 }, (_, index) => `${round}-${index}`);
    for (const id of ids) await engine.submit({ ...task, id });
    for (const id of ids) expect(await events.next()).toMatchObject({ value: { taskId: id } });
    const later = engine.events.subscribe({ after })[Symbol.asyncIterator]();
    for (const id of ids) expect(await later.next()).toMatchObject({ value: { taskId: id } });
    const next = await withClient(connection, async (client) => {
      const { rows } = await client.query<{ next: string }>(
        'SELECT pg_snapshot_xmax(pg_current_snapshot()) AS next',
      );
      return Number(rows[0]?.next);
    });
    isReused = next < highest;
  }
  expect(isReused).toBe(true);
}, 120_000);

/** Begins and ends transactions that leave no trace; the number of the last one. */
async function passUnseen(connection: ServerConnection): Promise<number> {
  return withClient(connection, async (client) => {
    let last = 0;
    for (let count = 0; count < 200; count += 1) {
      await client.query('BEGIN');
      const { rows } = await client.query<{ xid: string }>('SELECT pg_current_xact_id() AS xid');
      last = Number(rows[0]?.xid);
      await client.query('ROLLBACK');
    }
    return last;
  });
}

async function withClient<T>(connection: ServerConnection, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ ...connection, ssl: false });
  // A connection that is cut also rejects what waits for it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end();
  }
}
