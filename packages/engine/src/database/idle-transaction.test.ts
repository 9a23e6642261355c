import { expect, inject, it } from 'vitest';
import { Client } from 'pg';
import { Database } from './database.ts';

it('releases the locks of an idle transaction, which rejects with DATABASE_UNAVAILABLE', async () => {
  const connection = { connectionString: inject('databaseUrl') };
  const database = new Database({ connection });
  const other = new Client(connection);
  await other.connect();
  const lock = 'SELECT pg_advisory_xact_lock(815)';
  const frozen = database.transaction(async (transaction) => {
    await transaction.query(lock);
    await other.query(lock);
    await transaction.query('SELECT 1');
  });
  await expect(frozen).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await other.end();
  await database.close();
}, 30_000);
