import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { PgBoss, TestClock } from 'pg-boss';
import { describe, expect, inject, it } from 'vitest';

/** pg-boss with schedules of its own, on a clock that the test moves. */
class BossWorld implements AsyncDisposable {
  readonly schema: string = `t_${randomBytes(8).toString('hex')}`;
  readonly clock: TestClock;
  readonly boss: PgBoss;
  readonly client: Client = new Client({ connectionString: inject('databaseUrl') });
  readonly problems: unknown[] = [];

  constructor(time: string) {
    this.clock = new TestClock(time);
    this.boss = new PgBoss({
      connectionString: inject('databaseUrl'),
      schema: this.schema,
      clock: this.clock,
      cronMonitorIntervalSeconds: 1,
      cronWorkerIntervalSeconds: 1,
    });
    this.boss.on('error', (error) => this.problems.push(error));
  }

  async open(): Promise<void> {
    await Promise.all([this.client.connect(), this.boss.start()]);
    await this.boss.createQueue('target');
  }

  async countJobs(): Promise<number> {
    const { rows } = await this.client.query<{ count: number }>(
      `SELECT count(*)::int FROM ${this.schema}.job WHERE name = 'target'`,
    );
    return rows[0]?.count ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.boss.stop({ graceful: false });
    await this.client.query(`DROP SCHEMA ${this.schema} CASCADE`);
    await this.client.end();
  }
}

/** Why schedules are jobs that wait, and not pg-boss's own: should one of these fail, that is to be thought over. */
describe('the schedules of pg-boss', () => {
  it('lose an occurrence when the database refuses its job once', async () => {
    await using world = new BossWorld('2026-01-01T00:59:50Z');
    await world.open();
    const { client, schema } = world;
    await client.query(
      `CREATE FUNCTION ${schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
       CREATE TRIGGER refuse BEFORE INSERT ON ${schema}.job FOR EACH ROW WHEN (NEW.name = 'target')
       EXECUTE FUNCTION ${schema}.refuse()`,
    );
    await world.boss.schedule('target', '0 * * * *', {}, { missed: 'once' });
    await world.clock.tick(20_000);
    expect(world.problems).toMatchObject([{ message: 'refused' }]);
    await client.query(`DROP TRIGGER refuse ON ${schema}.job`);
    await world.clock.tick(120_000);
    expect(await world.countJobs()).toBe(0);
  });

  it('leave an occurrence with a killed process for a quarter of an hour', async () => {
    await using world = new BossWorld('2026-01-01T00:00:00Z');
    await world.open();
    expect(await world.boss.getQueue('__pgboss__send-it')).toMatchObject({ expireInSeconds: 900 });
  });

  it('create one job a minute for what is due each second', async () => {
    await using world = new BossWorld('2026-01-01T00:00:00.500Z');
    await world.open();
    await world.boss.schedule('target', '* * * * * *');
    await world.clock.tick(30_000);
    expect(await world.countJobs()).toBeLessThan(3);
  });

  it('create a job for an occurrence before the schedule was created, and none that knows its occurrence', async () => {
    await using world = new BossWorld('2026-01-01T00:00:30Z');
    await world.open();
    await world.boss.schedule('target', '0 0 * * *', { own: 'data' });
    await world.clock.tick(5_000);
    const [job] = await world.boss.fetch('target');
    expect(job?.data).toEqual({ own: 'data' });
  });

  it('skip a time in a gap of half an hour', async () => {
    await using world = new BossWorld('2026-01-01T00:00:00Z');
    const from = new Date('2026-10-02T15:50:00Z');
    await world.open();
    expect(world.boss.previewSchedule('15 2 * * *', { tz: 'Australia/Lord_Howe', from, count: 1 })).toEqual([
      new Date('2026-10-04T15:15:00Z'),
    ]);
  });
});
