import { spawn } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  countInLog,
  IS_ROOT,
  killAll,
  makeTemplate,
  PostgresFixture,
  processesIn,
  query,
} from './fixtures/postgres-fixture.ts';
import { withClient } from './probe-server.ts';

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

const STARTING = 'LOG:  starting PostgreSQL';
const STOPPING = 'LOG:  received fast shutdown request';

it('makes the data of a new folder, durable and reachable by its socket alone', async () => {
  const folder = fixture.folder('not/there yet, "really"');
  const { connection } = await fixture.open(folder);
  const settings = `select name, setting from pg_settings where name in
    ('fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses', 'server_encoding', 'data_checksums')`;
  const rows = await query(connection, settings);
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    data_checksums: 'on',
    fsync: 'on',
    full_page_writes: 'on',
    listen_addresses: '',
    server_encoding: 'UTF8',
    synchronous_commit: 'on',
  });
  expect(connection.host).toBe(join(folder, 'socket'));
  const modes = ['data', 'socket', 'lock', 'users', 'postgres.log'].map(
    (name) => statSync(join(folder, name)).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o700, 0o600, 0o600, 0o600]);
  expect(statSync(join(folder, 'data')).uid === 0).toBe(false);
}, 60_000);

it('keeps the data, and leaves nothing running when it is closed', async () => {
  const folder = fixture.copyOf(template);
  const first = await fixture.open(folder);
  await query(first.connection, 'create table kept as select 42 value');
  await first.close();
  expect(processesIn(folder)).toEqual([]);
  const { connection } = await fixture.open(folder);
  expect(await query(connection, 'select value from kept')).toEqual([{ value: 42 }]);
}, 60_000);

it('finds the server that a killed process left', async () => {
  const folder = fixture.copyOf(template);
  const holder = fixture.hold(folder);
  const { pid } = await holder.told;
  holder.child.kill('SIGKILL');
  await holder.ended;
  // The server has nothing of the process that started it, so whoever waits for that one's end is not kept waiting.
  await holder.closed;
  const postgres = await fixture.open(folder);
  expect(postgres.pid).toBe(pid);
  await postgres.close();
  expect(processesIn(folder)).toEqual([]);
}, 60_000);

it('is initialised and started once by five processes at once, and stopped once when they close at once', async () => {
  const folder = fixture.folder();
  const holders = Array.from({ length: 5 }, () => fixture.hold(folder));
  const told = await Promise.all(holders.map((holder) => holder.told));
  expect(told.map(({ error }) => error)).toEqual(told.map(() => undefined));
  expect(new Set(told.map(({ pid }) => pid)).size).toBe(1);
  expect(readdirSync(folder).toSorted()).toEqual(['data', 'lock', 'postgres.log', 'socket', 'users']);
  for (const { child } of holders) child.stdin.end();
  await Promise.all(holders.map(({ ended }) => ended));
  expect(processesIn(folder)).toEqual([]);
  expect([countInLog(folder, STARTING), countInLog(folder, STOPPING)]).toEqual([1, 1]);
}, 60_000);

it('leaves the server to the others that use it', async () => {
  const folder = fixture.copyOf(template);
  const first = await fixture.open(folder);
  const second = await fixture.open(folder);
  await first.close();
  expect(await query(second.connection, 'select 1 one')).toEqual([{ one: 1 }]);
  await second.close();
  expect(processesIn(folder)).toEqual([]);
}, 60_000);

it('leaves the server to whoever is connected', async () => {
  const folder = fixture.copyOf(template);
  const postgres = await fixture.open(folder);
  await withClient(postgres.connection, async (client) => {
    await postgres.close();
    expect((await client.query('select 1 one')).rows).toEqual([{ one: 1 }]);
  });
  const again = await fixture.open(folder);
  expect(again.pid).toBe(postgres.pid);
}, 60_000);

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
  );
  const active = "select 1 from pg_stat_activity where query like 'do %' and state = 'active'";
  while ((await query(postgres.connection, active)).length === 0);
  process.kill(postgres.pid, 'SIGKILL');
  await postgres.ensureRunning();
  expect(await query(postgres.connection, 'select 1 one')).toEqual([{ one: 1 }]);
  await client.catch(() => undefined);
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

it('puts the socket elsewhere when the path is too long for one, and removes it at the end', async () => {
  const folder = fixture.copyOf(template, 'long'.repeat(30));
  const postgres = await fixture.open(folder);
  const { host } = postgres.connection;
  expect(host.length).toBeLessThan(90);
  expect(statSync(host).mode & 0o777).toBe(0o700);
  process.kill(postgres.pid, 'SIGKILL');
  await postgres.ensureRunning();
  expect(postgres.connection.host).toBe(host);
  await postgres.close();
  expect(() => statSync(host)).toThrow('ENOENT');
  const again = await fixture.open(folder);
  expect(again.connection.host).toBe(host);
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

it('cannot be used once it is closed', async () => {
  const postgres = await fixture.open(fixture.copyOf(template));
  await Promise.all([postgres.close(), postgres.close()]);
  await expect(postgres.ensureRunning()).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    retryable: false,
  });
}, 60_000);

it('begins a long log anew', async () => {
  const folder = fixture.copyOf(template);
  appendFileSync(join(folder, 'postgres.log'), 'x'.repeat(11 * 1024 * 1024));
  await fixture.open(folder);
  expect(statSync(join(folder, 'postgres.log')).size).toBeLessThan(10_000);
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

it.runIf(IS_ROOT)(
  'runs as another user when we are root',
  async () => {
    const folder = fixture.copyOf(template);
    const { pid } = await fixture.open(folder);
    expect(statSync(`/proc/${pid}`).uid).toBe(statSync(join(folder, 'data')).uid);
    expect(statSync(`/proc/${pid}`).uid).not.toBe(0);
  },
  60_000,
);
