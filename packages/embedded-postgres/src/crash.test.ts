import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  countInLog,
  killAll,
  makeTemplate,
  PostgresFixture,
  processesIn,
  query,
} from './fixtures/postgres-fixture.ts';
import { withClient } from './server/probe-server.ts';

const templates = new PostgresFixture();
let template: string;
let fixture: PostgresFixture;
beforeAll(async () => {
  template = await makeTemplate(templates);
}, 60_000);
afterAll(() => templates.remove());
beforeEach(() => {
  fixture = new PostgresFixture();
});
afterEach(() => fixture.remove(), 60_000);

it.each([
  { title: 'the postmaster alone', choose: (pid: number) => [pid] },
  { title: 'the server with all its processes', choose: (_: number, folder: string) => processesIn(folder) },
])(
  'is started again, by one of many, when $title was killed',
  async ({ choose }) => {
    const folder = fixture.copyOf(template);
    const users = [await fixture.open(folder), await fixture.open(folder)] as const;
    await query(users[0].connection, 'create table kept as select 42 value');
    killAll(choose(users[0].pid, folder));
    await Promise.all(users.flatMap((user) => [user.ensureRunning(), user.ensureRunning()]));
    expect(users[0].pid).toBe(users[1].pid);
    expect(await query(users[1].connection, 'select value from kept')).toEqual([{ value: 42 }]);
    expect(countInLog(folder, 'database system is ready')).toBe(
      countInLog(template, 'database system is ready') + 2,
    );
  },
  60_000,
);

it('waits for the processes that a killed postmaster left', async () => {
  const folder = fixture.copyOf(template);
  const postgres = await fixture.open(folder);
  const client = withClient(postgres.connection, (busy) =>
    busy.query(
      'do $$ begin for i in 1..100 loop perform count(*) from generate_series(1, 200000); end loop; end $$',
    ),
  ).catch(() => undefined);
  const active = "select 1 from pg_stat_activity where query like 'do %' and state = 'active'";
  while ((await query(postgres.connection, active)).length === 0);
  process.kill(postgres.pid, 'SIGKILL');
  await postgres.ensureRunning();
  expect(await query(postgres.connection, 'select 1 one')).toEqual([{ one: 1 }]);
  expect(countInLog(folder, 'pre-existing shared memory block')).toBeGreaterThan(0);
  await client;
}, 60_000);

it('is not misled by the file of a dead server whose pid another program has', async () => {
  const folder = fixture.copyOf(template);
  const dead = await fixture.open(folder);
  const file = join(folder, 'data', 'postmaster.pid');
  const lines = readFileSync(file, 'utf8').split('\n').slice(1);
  const { uid, gid } = statSync(join(folder, 'data'));
  await dead.close();
  const other = spawn('sleep', ['60'], { uid, gid });
  writeFileSync(file, [other.pid, ...lines].join('\n'), { mode: 0o600 });
  const { connection } = await fixture.open(folder);
  expect(await query(connection, 'select 1 one')).toEqual([{ one: 1 }]);
  expect(other.exitCode ?? other.signalCode).toBe(null);
  other.kill();
}, 60_000);

it('does not take the server of another folder for its own', async () => {
  const one = await fixture.open(fixture.copyOf(template, 'one'));
  const folder = fixture.copyOf(template, 'other');
  const file = readFileSync(join(fixture.folder('one'), 'data', 'postmaster.pid'));
  writeFileSync(join(folder, 'data', 'postmaster.pid'), file, { mode: 0o600 });
  const other = await fixture.open(folder);
  expect(other.pid).not.toBe(one.pid);
  await other.close();
  expect(await query(one.connection, 'select 1 one')).toEqual([{ one: 1 }]);
}, 60_000);

it('never replaces data that is gone', async () => {
  const folder = fixture.copyOf(template);
  const postgres = await fixture.open(folder);
  killAll(processesIn(folder));
  rmSync(join(folder, 'data'), { recursive: true, maxRetries: 10 });
  const failed = postgres.ensureRunning();
  await expect(failed).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    message: expect.stringContaining('is gone'),
  });
}, 60_000);

it('removes what a killed initialisation left', async () => {
  const folder = fixture.folder();
  const killed = fixture.hold(folder);
  const before = (): boolean =>
    readdirSync(fixture.root).includes('server') &&
    readdirSync(folder).some((name) => name.startsWith('initialising-'));
  while (!before()) await new Promise((resolve) => setImmediate(resolve));
  killed.child.kill('SIGKILL');
  const { connection } = await fixture.open(folder);
  expect(await query(connection, 'select 1 one')).toEqual([{ one: 1 }]);
  expect(readdirSync(folder).toSorted()).toEqual(['data', 'lock', 'postgres.log', 'socket', 'users']);
}, 60_000);
