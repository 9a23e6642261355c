import { PgBoss } from 'pg-boss';
import { expect, inject, it } from 'vitest';
import { Database, type Queryable } from '../database/database.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { schemaNames } from '../schema/names.ts';
import { newTaskId } from '../submit/job-id.ts';
import { type HeldAttempt, LeaseKeeper } from './lease.ts';

/** A database whose answers to looks at tasks are held back. */
class SlowDatabase extends Database {
  readonly asked = Promise.withResolvers<void>();
  readonly gate = Promise.withResolvers<void>();

  override within(milliseconds: number): Queryable {
    const real = super.within(milliseconds);
    return {
      query: async <Row>(text: string, values?: readonly unknown[]) => {
        const rows = await real.query<Row>(text, values);
        if (text.includes('cancel_reason')) {
          this.asked.resolve();
          await this.gate.promise;
        }
        return rows;
      },
    };
  }
}

it('loses what is not in the database any more, but for what ended while that was looked up', async () => {
  await using world = new EngineWorld();
  await world.engine();
  const names = schemaNames(world.schema);
  const database = new SlowDatabase({ connection: { connectionString: inject('databaseUrl') } });
  const boss = new PgBoss({ schema: names.boss, db: database.forBoss() });
  const attempt = (): HeldAttempt => ({ queue: 'tasks/free', jobId: newTaskId(), retryCount: 0 });
  const [ended, lost] = [attempt(), attempt()];
  const held = new Set([ended, lost]);
  const told: HeldAttempt[] = [];
  const keeper = new LeaseKeeper<HeldAttempt>(
    {
      boss,
      database,
      names,
      interval: 60_000,
      patience: 60_000,
      onError: (error) => {
        throw error;
      },
    },
    { held: () => held, onLost: (one) => told.push(one), onCancelRequest: () => undefined },
  );
  const renewed = keeper.renew();
  await database.asked.promise;
  held.delete(ended);
  database.gate.resolve();
  await renewed;
  expect(told).toEqual([lost]);
  keeper.close();
  await database.close();
});
