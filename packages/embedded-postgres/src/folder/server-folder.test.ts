import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { IS_ROOT, PostgresFixture, query } from '../fixtures/postgres-fixture.ts';
import { findImpassable } from './access.ts';
import { chooseUser } from './choose-user.ts';

let fixture: PostgresFixture;
beforeEach(() => {
  fixture = new PostgresFixture();
});
afterEach(() => fixture.remove());

const NOBODY = { uid: 65_534, gid: 65_534 };

/** A child process runs the sources, so its user must be able to read them. */
const CAN_BE_NOBODY = IS_ROOT && findImpassable(import.meta.dirname, NOBODY) === undefined;

function fill(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

it.each([
  { title: 'that is our own', file: 'data/PG_VERSION' },
  { title: 'that is a data folder itself', file: 'PG_VERSION' },
])('refuses data of another major version in a folder $title', async ({ file }) => {
  const folder = fill(fixture.folder(), { [file]: '17\n' });
  const failed = fixture.open(folder);
  await expect(failed).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
  const message = expect.stringMatching(/server".* Postgres 17, .* Postgres 18, .*Export .*DATABASE_URL/);
  await expect(failed).rejects.toMatchObject({ message });
  expect(readdirSync(folder, { recursive: true })).toContain(file);
  expect(readdirSync(folder)).toHaveLength(1);
});

it.each([
  { title: 'files of others', files: { 'notes.txt': 'mine' }, message: /is not empty.*"notes\.txt"/ },
  { title: 'a data folder that we did not make', files: { PG_VERSION: '18\n' }, message: /did not start/ },
  { title: 'a data folder that is not whole', files: { 'data/base/1': '' }, message: /no file PG_VERSION/ },
])('refuses a folder with $title, untouched', async ({ files, message }) => {
  const folder = fill(fixture.folder(), files);
  const before = readdirSync(folder, { recursive: true });
  const failed = fixture.open(folder);
  await expect(failed).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    message: expect.stringMatching(message),
  });
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
});

it.each([
  { title: 'a file', path: 'file', message: 'or a parent is a file' },
  { title: 'below a file', path: 'file/server', message: 'or a parent is a file' },
  { title: 'too long', path: 'long/'.repeat(200), message: 'longer than 900 bytes' },
])('refuses a folder that is $title', async ({ path, message }) => {
  writeFileSync(fixture.folder('file'), 'kept');
  const failed = fixture.open(fixture.folder(path));
  await expect(failed).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    message: expect.stringContaining(message),
  });
  expect(readFileSync(fixture.folder('file'), 'utf8')).toBe('kept');
});

it.runIf(!IS_ROOT || CAN_BE_NOBODY)(
  'refuses a folder that its user may not write',
  async () => {
    const folder = fixture.folder();
    mkdirSync(folder, { mode: 0o555 });
    const { error } = await fixture.hold(folder, IS_ROOT ? NOBODY : {}).report;
    expect(error).toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringMatching(/server".*no permission/),
    });
  },
  60_000,
);

it.runIf(CAN_BE_NOBODY)(
  'runs as its user when that is not root, and root finds it',
  async () => {
    const folder = fixture.folder();
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, NOBODY.uid, NOBODY.gid);
    const holder = fixture.hold(folder, NOBODY);
    const { error, pid } = await holder.report;
    expect(error).toBeUndefined();
    const postgres = await fixture.open(folder);
    expect(postgres.pid).toBe(pid);
    holder.child.stdin.end();
    await holder.ended;
    expect(await query(postgres.connection, 'select 1 one')).toEqual([{ one: 1 }]);
  },
  60_000,
);

it.runIf(IS_ROOT)("names the folder that the server's user may not enter", async () => {
  const closed = fixture.folder('closed');
  mkdirSync(closed);
  chmodSync(closed, 0o700);
  const failed = fixture.open(join(closed, 'server'));
  const message = expect.stringContaining(`may not enter "${closed}". Run chmod o+x`);
  await expect(failed).rejects.toMatchObject({ code: 'INVALID_CONFIG', message });
});

it('takes the first user that there is, which is its own before those of others', () => {
  const shared =
    'root:x:0:0::/root:/bin/sh\nnobody:x:-2:-2::/:/bin/false\nnode:x:1000:1001::/home/node:/bin/sh\n';
  expect(chooseUser(shared)).toEqual({ name: 'node', uid: 1000, gid: 1001 });
  const nobody = { name: 'nobody', uid: 4_294_967_294, gid: 4_294_967_294 };
  const [root = '', last = ''] = shared.split('\n');
  expect(chooseUser(`${root}\n${last}\n`)).toEqual(nobody);
  expect(chooseUser(root)).toBeUndefined();
  const all = `postgres:x:101:104::/:/bin/sh\n${shared}poppobuilder:x:999:998::/:/bin/false\n`;
  expect(chooseUser(all)).toEqual({ name: 'poppobuilder', uid: 999, gid: 998 });
});

it.runIf(IS_ROOT)(
  'warns once that a database belongs to a shared user, and runs as its new owner after a change',
  async () => {
    const folder = fixture.folder();
    const warnings: Error[] = [];
    const listener = (warning: Error): void => {
      if (warning.message.includes(folder)) warnings.push(warning);
    };
    process.on('warning', listener);
    await (await fixture.open(folder)).close();
    rmSync(join(folder, 'socket'), { recursive: true, force: true });
    execFileSync('chown', ['-R', `${NOBODY.uid}:${NOBODY.gid}`, join(folder, 'data')]);
    const postgres = await fixture.open(folder);
    expect(await query(postgres.connection, 'select 1 one')).toEqual([{ one: 1 }]);
    expect(statSync(`/proc/${postgres.pid}`).uid).toBe(NOBODY.uid);
    process.off('warning', listener);
    const isShared = !/^poppobuilder:/m.test(readFileSync('/etc/passwd', 'utf8'));
    const message = expect.stringMatching(/server" is made for the user "\w+".*useradd --system/);
    expect(warnings).toMatchObject(isShared ? [{ name: 'PoppoBuilderWarning', message }] : []);
  },
  60_000,
);
