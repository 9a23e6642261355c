import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outerSandbox, type OuterSandboxOptions } from './outer-sandbox.ts';

let host: string;
let project: string;
let temporaryFolder: string;

beforeEach(async () => {
  host = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-outer-')));
  project = join(host, 'project');
  temporaryFolder = join(host, 'temporary');
  await mkdir(join(project, '.poppo/logs/output'), { recursive: true });
  await mkdir(temporaryFolder);
  await writeFile(join(project, '.poppo/credentials.json'), 'secret');
  await writeFile(join(host, 'beside.txt'), 'beside');
});

afterEach(() => rm(host, { recursive: true, force: true }));

async function run(
  script: string,
  options: Partial<OuterSandboxOptions> = {},
): Promise<{ exitCode?: number; stdout: string; stderr: string }> {
  const args = outerSandbox({
    network: false,
    writable: [project],
    temporaryFolder,
    workingDirectory: project,
    ...options,
  });
  const { exitCode, stdout, stderr } = await execa('bwrap', [...args, '/bin/sh', '-c', script], {
    reject: false,
    stdin: 'ignore',
  });
  return { ...(exitCode === undefined ? {} : { exitCode }), stdout, stderr };
}

describe('the namespace of a worker', () => {
  it('has the system, the project, and nothing beside it', async () => {
    const { stdout } = await run(`ls ${host}; ls /; pwd`);
    const [names, working] = [stdout.split('\n'), stdout.split('\n').at(-1)];
    expect(names).toContain('project');
    expect(names).not.toContain('beside.txt');
    for (const absent of ['home', 'root', 'var', 'run', 'sys']) expect(names).not.toContain(absent);
    expect(working).toBe(project);
  });

  it.each([
    { title: 'the shadow file', path: '/etc/shadow' },
    { title: 'keys of ssh', path: '/etc/ssh' },
    { title: 'private keys of TLS', path: '/etc/ssl/private' },
    { title: 'the sudoers', path: '/etc/sudoers' },
    { title: 'the configuration of npm', path: '/etc/npmrc' },
  ])('has not $title', async ({ path }) => {
    expect(await run(`test -e ${path}`)).toMatchObject({ exitCode: 1 });
  });

  it('has what programs need to know users and hosts', async () => {
    expect(await run('cat /etc/passwd /etc/hosts /etc/nsswitch.conf')).toMatchObject({ exitCode: 0 });
  });

  it('writes into writable folders only', async () => {
    const tools = join(host, 'tools');
    await mkdir(tools);
    const script = `echo a > ${project}/made; echo b > ${tools}/made; echo c > /usr/made`;
    const { stderr } = await run(script, { readable: [tools] });
    expect(await readFile(join(project, 'made'), 'utf8')).toBe('a\n');
    expect(stderr.match(/Read-only file system/g)).toHaveLength(2);
  });

  it('keeps a readable folder inside a writable one from being written', async () => {
    await mkdir(join(project, 'node_modules'));
    const { stderr } = await run('echo > node_modules/made', { readable: [join(project, 'node_modules')] });
    expect(stderr).toContain('Read-only file system');
  });

  it('has a /tmp of its own', async () => {
    await run('echo mine > /tmp/mine');
    expect(await readFile(join(temporaryFolder, 'mine'), 'utf8')).toBe('mine\n');
  });

  it('hides covered folders but for those in them that can be written', async () => {
    const state = join(project, '.poppo');
    const covered = [{ path: state, writable: [join(state, 'logs/output')] }];
    const { stdout } = await run('find .poppo -type f; echo long > .poppo/logs/output/spill', { covered });
    expect(stdout).toBe('');
    expect(await readFile(join(state, 'logs/output/spill'), 'utf8')).toBe('long\n');
  });

  it('hides covered paths that are bound themselves, by another name, and files', async () => {
    const alias = join(host, 'alias');
    await symlink(project, alias);
    const state = join(project, '.poppo');
    await writeFile(join(project, '.env'), 'secret');
    const { stdout } = await run(
      `cat ${alias}/.env .env ${alias}/.poppo/credentials.json .poppo/credentials.json`,
      {
        writable: [alias, project, join(state, 'logs')],
        covered: [{ path: join(alias, '.poppo') }, { path: join(project, '.env') }],
      },
    );
    expect(stdout).toBe('');
  });

  it('shows a path by the given name and the real one', async () => {
    const alias = join(host, 'alias');
    await writeFile(join(project, 'file'), 'text');
    await symlink(project, alias);
    const { stdout } = await run(`cat ${alias}/file ${project}/file`, { writable: [], readable: [alias] });
    expect(stdout).toBe('texttext');
  });

  it('leaves out what does not exist', async () => {
    const gone = join(host, 'gone');
    expect(await run(`test -e ${gone}`, { readable: [gone] })).toMatchObject({ exitCode: 1 });
  });

  it("cannot change the kernel's settings", async () => {
    const file = '/proc/sys/kernel/core_pattern';
    // What is written is what is there already.
    const { exitCode } = await run(`value=$(cat ${file}) && printf %s "$value" > ${file}`);
    expect(exitCode).not.toBe(0);
  });

  // Other users own the settings of their namespaces, and no others.
  it.skipIf(process.getuid?.() !== 0)("has none of the kernel's settings writable for root", async () => {
    const { stdout } = await run(
      'find /proc -maxdepth 3 -path "/proc/[0-9]*" -prune -o -path "/proc/*self" -prune -o -type f -writable -print',
    );
    expect(stdout).toBe('');
  });

  it('reaches the network of the host only when that is allowed', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const connect = `"${process.execPath}" -e 'require("net").connect(${port}, "127.0.0.1").resume()'`;
    const readable = [process.execPath];
    const [denied, allowed] = await Promise.all([
      run(connect, { readable }),
      run(connect, { readable, network: true }),
    ]);
    server.close();
    expect(denied.stderr).toMatch(/ECONNREFUSED|ENETUNREACH/);
    expect(allowed).toMatchObject({ exitCode: 0 });
  });

  it('has all of the host when its root is bound, with a /tmp of its own still', async () => {
    const beside = `cat ${host}/beside.txt`;
    expect((await run(`ls -d /var && ${beside}`, { writable: ['/'], workingDirectory: '/' })).stdout).toBe(
      '/var',
    );
    expect((await run(beside, { writable: ['/', host] })).stdout).toBe('beside');
  });
});
