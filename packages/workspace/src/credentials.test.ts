import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GitServer } from './fixtures/git-server.ts';
import { writeFiles, WorkspaceFixture } from './fixtures/workspace-fixture.ts';
import type { WorkspaceRequest } from './workspaces.ts';

const PASSWORD = 'ghs_secretsecretsecret';
const LOGIN = `x-access-token:${PASSWORD}`;
const ENCODED = Buffer.from(LOGIN).toString('base64');

let fixture: WorkspaceFixture;
let server: GitServer;
beforeEach(async () => {
  fixture = new WorkspaceFixture();
  fixture.commit('main', { 'a.txt': 'one\n' });
  fixture.remote('config', 'http.receivepack', 'true');
  server = await GitServer.start(fixture.folder, LOGIN);
});
afterEach(async () => {
  await server.close().catch(() => undefined);
  await fixture.remove();
});

function request(password = PASSWORD): WorkspaceRequest {
  const { url } = server;
  const credentials = { url, username: 'x-access-token', password };
  return {
    remote: { url: `${url}remote.git`, credentials: () => Promise.resolve(credentials) },
    name: 'issue-1',
    branch: 'poppo/issue-1',
  };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

it('signs in with the password in the environment of the git that speaks with the remote, and nowhere else', async () => {
  const workspace = await fixture.workspaces({ secrets: [PASSWORD] }).open(request());
  writeFiles(workspace.path, { 'a.txt': 'two\n' });
  const pushed = await workspace.push(await workspace.commit({ message: 'x' }));
  expect(fixture.remote('rev-parse', 'poppo/issue-1')).toBe(pushed.head);
  expect([...server.signedIn]).toEqual([LOGIN]);
  for (const { args, options } of fixture.launches) {
    const speaks = args.some((argument) => /^(ls-remote|fetch|push)$/.test(argument));
    const environment = JSON.stringify(options.environment);
    expect([args, environment.includes(ENCODED)]).toEqual([args, speaks]);
    expect(`${args.join(' ')}${environment}`).not.toContain(PASSWORD);
    expect(speaks && options.isolated).toBe(false);
  }
  const files = filesBelow(join(fixture.folder, 'home'));
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const text = readFileSync(file, 'latin1');
    expect([file, text.includes(PASSWORD) || text.includes(ENCODED)]).toEqual([file, false]);
  }
});

it('says what the token needs when the remote refuses it, without the token', async () => {
  const error: unknown = await fixture
    .workspaces({ secrets: ['wrong-password'] })
    .open(request('wrong-password'))
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'GIT_FAILED',
    retryable: false,
    hint: expect.stringContaining('token'),
  });
  expect(JSON.stringify(error)).not.toContain('wrong-password');
});

it.each([
  { status: 403, retryable: false },
  { status: 404, retryable: false },
  { status: 429, retryable: true },
  { status: 500, retryable: true },
  { status: 503, retryable: true },
])('answers $status with GIT_FAILED, retryable: $retryable', async ({ status, retryable }) => {
  const workspace = await fixture.workspaces().open(request());
  writeFiles(workspace.path, { 'a.txt': 'two\n' });
  const changes = await workspace.commit({ message: 'x' });
  server.status = status;
  await expect(workspace.push(changes)).rejects.toMatchObject({ code: 'GIT_FAILED', retryable });
  await expect(fixture.workspaces().open({ ...request(), name: 'issue-2' })).rejects.toMatchObject({
    code: 'GIT_FAILED',
    retryable,
  });
});

it('is retryable when the remote cannot be reached', async () => {
  const wanted = request();
  await server.close();
  await expect(fixture.workspaces().open(wanted)).rejects.toMatchObject({
    code: 'GIT_FAILED',
    retryable: true,
  });
});
