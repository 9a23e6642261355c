import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEngine } from '../../create-engine.ts';
import { testPlugin } from '../../fixtures/test-plugin.ts';
import { killAll, PostgresFixture, processesIn, query } from '../../postgres/fixtures/postgres-fixture.ts';
import { type ServerConnection, withClient } from '../../postgres/probe-server.ts';

let fixture: PostgresFixture;
beforeEach(() => {
  fixture = new PostgresFixture();
});
afterEach(() => fixture.remove(), 60_000);

it('goes on where it was when a crash gave the numbers of its transactions to others', async () => {
  const folder = fixture.folder();
  const { connection } = await fixture.open(folder);
  await using engine = await createEngine({
    database: { folder },
    plugins: [testPlugin()],
    onError: () => undefined,
  });
  const task = { type: 'echo', projectId: 'project', projectPath: join(folder, '..') };
  const events = engine.events()[Symbol.asyncIterator]();
  let isReused = false;
  // Another commit may come in between and put the numbers on the disk.
  for (let round = 0; round < 10 && !isReused; round += 1) {
    const highest = await passUnseen(connection);
    const after = await engine.latestCursor();
    killAll(processesIn(folder));
    const ids = Array.from({ length: 20 }, (_, index) => `${round}-${index}`);
    for (const id of ids) await engine.submit({ ...task, id });
    for (const id of ids) expect(await events.next()).toMatchObject({ value: { taskId: id } });
    const later = engine.events({ after })[Symbol.asyncIterator]();
    for (const id of ids) expect(await later.next()).toMatchObject({ value: { taskId: id } });
    const [row] = await query(connection, 'SELECT pg_snapshot_xmax(pg_current_snapshot()) AS next');
    isReused = Number(row?.['next']) < highest;
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
