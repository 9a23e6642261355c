import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { innerSandbox, type InnerSandboxOptions } from './inner-sandbox.ts';
import { outerSandbox } from './outer-sandbox.ts';
import { probeSandbox } from './probe-sandbox.ts';

/** Looks for a text in the environment, memory and descriptors of every process but itself. */
const SCAN = `
  const fs = require('node:fs');
  const wanted = Buffer.from([...process.argv[1]].reverse().join(''));
  const attempt = (read, other) => { try { return read(); } catch { return other; } };
  const found = new Set();
  const self = fs.readlinkSync('/proc/self');
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name) && name !== self)) {
    if (attempt(() => fs.readFileSync('/proc/' + pid + '/environ'), '').includes(wanted)) found.add('environ');
    for (const fd of attempt(() => fs.readdirSync('/proc/' + pid + '/fd'), [])) {
      const file = '/proc/' + pid + '/fd/' + fd;
      if (!attempt(() => fs.statSync(file).isFile(), false)) continue;
      if (attempt(() => fs.readFileSync(file), '').includes(wanted)) found.add('fd');
    }
    const memory = attempt(() => fs.openSync('/proc/' + pid + '/mem'), undefined);
    if (memory === undefined) continue;
    for (const line of attempt(() => fs.readFileSync('/proc/' + pid + '/maps', 'utf8'), '').split('\\n')) {
      const [, from, to] = /^(\\w+)-(\\w+) rw/.exec(line) ?? [];
      if (from === undefined) continue;
      const bytes = Buffer.alloc(Math.min(Number('0x' + to) - Number('0x' + from), 2 ** 26));
      attempt(() => fs.readSync(memory, bytes, 0, bytes.length, Number('0x' + from)));
      if (bytes.includes(wanted)) found.add('memory');
    }
  }
  console.log([...found].sort().join());
`;

/** A worker that holds a secret and starts a command with none of its environment. */
const WORKER = `
  const { spawnSync } = require('node:child_process');
  const fs = require('node:fs');
  globalThis.kept = Buffer.from('in memory: ' + process.env.SECRET);
  fs.writeFileSync('/tmp/secret', process.env.SECRET);
  globalThis.descriptor = fs.openSync('/tmp/secret');
  fs.unlinkSync('/tmp/secret');
  const [command, ...args] = JSON.parse(process.argv[1]);
  const { stdout, stderr } = spawnSync(command, args, { env: { PATH: process.env.PATH, ...JSON.parse(process.argv[2]) } });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
`;

const SECRET = 'token-5f0c2d7e9b1a4c3d';

let host: string;
let project: string;

beforeEach(async () => {
  host = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-inner-')));
  project = join(host, 'project');
  await mkdir(join(project, '.poppo'), { recursive: true });
  await mkdir(join(host, 'temporary'));
});

afterEach(() => rm(host, { recursive: true, force: true }));

async function runInWorker(
  command: string[],
  environment: Record<string, string> = {},
): Promise<{ stdout: string; stderr: string }> {
  const args = outerSandbox({
    network: false,
    readable: [process.execPath],
    writable: [project],
    temporaryFolder: join(host, 'temporary'),
    workingDirectory: project,
  });
  const worker = [process.execPath, '-e', WORKER, JSON.stringify(command), JSON.stringify(environment)];
  const { stdout, stderr } = await execa('bwrap', [...args, ...worker], { env: { SECRET } });
  return { stdout, stderr };
}

async function runAsCommand(
  command: string[],
  options: Partial<InnerSandboxOptions> = {},
  environment: Record<string, string> = {},
): Promise<{ stdout: string; stderr: string }> {
  const support = await probeSandbox();
  if (!support.available) throw new Error(support.reason);
  const { innerProc } = support;
  const args = innerSandbox({ innerProc, workingDirectory: project, ...options });
  return runInWorker(['bwrap', ...args, ...command], environment);
}

const scan = [process.execPath, '-e', SCAN, SECRET.split('').toReversed().join('')];

describe('the namespace of a command', () => {
  it('keeps the environment, memory and files of its worker from it', async () => {
    expect(await runInWorker(scan)).toEqual({ stdout: 'environ,fd,memory', stderr: '' });
    expect(await runAsCommand(scan)).toEqual({ stdout: '', stderr: '' });
  });

  it('keeps them from it with a shared /proc too', async () => {
    expect(await runAsCommand(scan, { innerProc: 'shared' })).toEqual({ stdout: '', stderr: '' });
  });

  it('cannot signal its worker', async () => {
    const { stdout } = await runAsCommand(['/bin/sh', '-c', 'kill -0 $PPID && kill -9 -1; echo sent']);
    expect(stdout).toMatch(/^(sent)?$/);
    const after = await runAsCommand([process.execPath, '-p', 'process.ppid < 2 && process.pid < 9']);
    expect(after.stdout).toBe('true');
  });

  it("works in the project's folder with its own files", async () => {
    const { stdout } = await runAsCommand(['/bin/sh', '-c', 'echo text > made; pwd; cat made']);
    expect(stdout).toBe(`${project}\ntext`);
  });

  it('sees covered folders empty', async () => {
    await writeFile(join(project, '.poppo/state.json'), '{}');
    const { stdout } = await runAsCommand(['/bin/ls', '-A', '.poppo'], {
      covered: [join(project, '.poppo')],
    });
    expect(stdout).toBe('');
  });

  it.each([
    { title: 'has no NODE_OPTIONS of its worker', variables: {}, expected: 'none' },
    {
      title: "has the project's NODE_OPTIONS",
      variables: { NODE_OPTIONS: '--no-warnings' },
      expected: '--no-warnings',
    },
  ])('$title', async ({ variables, expected }) => {
    const { stdout } = await runAsCommand(
      ['/bin/sh', '-c', 'echo "${NODE_OPTIONS-none}"'],
      { variables },
      { NODE_OPTIONS: '--permission' },
    );
    expect(stdout).toBe(expected);
  });

  it("cannot change the kernel's settings", async () => {
    const file = '/proc/sys/kernel/core_pattern';
    const { stdout } = await runAsCommand([
      '/bin/sh',
      '-c',
      `value=$(cat ${file}) && { printf %s "$value" > ${file} && echo changed; }`,
    ]);
    expect(stdout).toBe('');
  });
});
