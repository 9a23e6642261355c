import { appendFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  countInLog,
  IS_ROOT,
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
  const { pid } = await holder.report;
  holder.child.kill('SIGKILL');
  await holder.ended;
  // The server inherits no descriptor, so a process that waits for their end is not kept waiting.
  await holder.closed;
  const postgres = await fixture.open(folder);
  expect(postgres.pid).toBe(pid);
  await postgres.close();
  expect(processesIn(folder)).toEqual([]);
}, 60_000);

it('is initialised and started once by five processes at once, and stopped once when they close at once', async () => {
  const folder = fixture.folder();
  const holders = Array.from({ length: 5 }, () => fixture.hold(folder));
  const report = await Promise.all(holders.map((holder) => holder.report));
  expect(report.map(({ error }) => error)).toEqual(report.map(() => undefined));
  expect(new Set(report.map(({ pid }) => pid)).size).toBe(1);
  expect(readdirSync(folder).toSorted()).toEqual(['data', 'lock', 'postgres.log', 'socket', 'users']);
  for (const { child } of holders) child.stdin.end();
  await Promise.all(holders.map(({ ended }) => ended));
  expect(processesIn(folder)).toEqual([]);
  expect([countInLog(folder, STARTING), countInLog(folder, STOPPING)]).toEqual([1, 1]);
}, 60_000);

it('leaves the server running for other users of the folder', async () => {
  const folder = fixture.copyOf(template);
  const first = await fixture.open(folder);
  const second = await fixture.open(folder);
  await first.close();
  expect(await query(second.connection, 'select 1 one')).toEqual([{ one: 1 }]);
  await second.close();
  expect(processesIn(folder)).toEqual([]);
}, 60_000);

it('leaves the server running for clients that are connected', async () => {
  const folder = fixture.copyOf(template);
  const postgres = await fixture.open(folder);
  await withClient(postgres.connection, async (client) => {
    await postgres.close();
    expect((await client.query('select 1 one')).rows).toEqual([{ one: 1 }]);
  });
  const again = await fixture.open(folder);
  expect(again.pid).toBe(postgres.pid);
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
