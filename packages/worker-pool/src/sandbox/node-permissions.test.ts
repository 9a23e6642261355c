import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskError } from '@poppobuilder/core';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodePermissionFlags, type NodePermissionOptions, permissionSupport } from './node-permissions.ts';

const NONE: NodePermissionOptions['permissions'] = {
  commands: false,
  network: false,
  files: 'none',
  workers: false,
  addons: false,
};

let host: string;

beforeEach(async () => {
  host = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-flags-')));
  for (const name of ['given', 'gi', 'with,comma']) {
    await mkdir(join(host, name));
    await writeFile(join(host, name, 'file'), 'text');
  }
  await symlink(join(host, 'given'), join(host, 'alias'));
});

afterEach(() => rm(host, { recursive: true, force: true }));

type Grants = Partial<Omit<NodePermissionOptions, 'permissions'>> &
  Partial<NodePermissionOptions['permissions']>;

/** What a Node with these flags prints; the code of the error where it is denied. */
async function run(code: string, { readable = [], writable = [], ...granted }: Grants = {}): Promise<string> {
  const flags = nodePermissionFlags({ permissions: { ...NONE, ...granted }, readable, writable });
  const script = `const fs = require('node:fs'); const host = ${JSON.stringify(host)};
    try { ${code} } catch (error) { console.log(error.code); }`;
  const { all } = await execa(process.execPath, [...flags, '-e', script], { all: true, reject: false });
  return all;
}

const read = (name: string): string => `console.log(fs.readFileSync(host + '/${name}', 'utf8'));`;
const write = (name: string): string => `fs.writeFileSync(host + '/${name}', 'new'); console.log('written');`;

describe("Node's flags for files", () => {
  it('grant a folder with its contents, and no folder whose name begins alike', async () => {
    const readable = [join(host, 'gi')];
    expect(await run(read('gi/file'), { readable })).toBe('text');
    expect(await run(read('given/file'), { readable })).toBe('ERR_ACCESS_DENIED');
  });

  it('grant a folder also when something in it is named before', async () => {
    const readable = [join(host, 'given/file'), join(host, 'given')];
    const list = "console.log(fs.readdirSync(host + '/given').join());";
    expect(await run(list, { readable })).toBe('file');
  });

  it('grant reading where writing is granted, and not the other way round', async () => {
    const grants = { readable: [join(host, 'gi')], writable: [join(host, 'given')] };
    expect(await run(write('given/file') + read('given/file'), grants)).toBe('written\nnew');
    expect(await run(write('gi/file'), grants)).toBe('ERR_ACCESS_DENIED');
  });

  it('grant a folder that is created later', async () => {
    const code = `fs.mkdirSync(host + '/later'); ${write('later/file')}`;
    expect(await run(code, { writable: [join(host, 'later')] })).toBe('written');
  });

  it('grant a folder by its link and by its real name', async () => {
    const readable = [join(host, 'alias')];
    expect(await run(read('alias/file') + read('given/file'), { readable })).toBe('text\ntext');
  });

  it('take a comma as part of a name', async () => {
    // Node warns on stderr about every comma.
    expect(await run(read('with,comma/file'), { readable: [join(host, 'with,comma')] })).toMatch(/^text$/m);
  });

  it('reject a name with a wildcard', () => {
    const options = { permissions: NONE, readable: ['/srv/a*b'], writable: [] };
    expect(() => nodePermissionFlags(options)).toThrow(
      expect.toSatisfy((error) => TaskError.is(error) && error.code === 'PERMISSION_DENIED'),
    );
  });

  it('grant every file when all are permitted', async () => {
    expect(await run(write('gi/file') + read('gi/file'), { files: 'all' })).toBe('written\nnew');
  });
});

describe("Node's flags for the rest", () => {
  const files = { readable: ['/'] };

  it.each([
    {
      title: 'commands',
      grant: { commands: true },
      code: `require('node:child_process').execFileSync(process.execPath, ['--version']); console.log('done');`,
    },
    {
      title: 'worker threads',
      grant: { workers: true },
      code: `new (require('node:worker_threads').Worker)('', { eval: true }); console.log('done');`,
    },
    {
      title: 'native addons',
      grant: { addons: true },
      code: `process.dlopen({ exports: {} }, '/no/such.node');`,
      expected: 'ERR_DLOPEN_FAILED',
      denied: 'ERR_DLOPEN_DISABLED',
    },
  ])(
    'grant $title only when permitted',
    async ({ grant, code, expected = 'done', denied = 'ERR_ACCESS_DENIED' }) => {
      expect(await run(code, files)).toBe(denied);
      expect(await run(code, { ...files, ...grant })).toBe(expected);
    },
  );

  it.skipIf(!process.allowedNodeEnvironmentFlags.has('--allow-net'))(
    'grant the network only when permitted',
    async () => {
      const code = `require('node:net').connect(1, '127.0.0.1').on('error', (error) => console.log(error.code));`;
      expect(await run(code, files)).toBe('ERR_ACCESS_DENIED');
      expect(await run(code, { ...files, network: true })).toBe('ECONNREFUSED');
    },
  );
});

describe('permissionSupport', () => {
  it('reports the permission model from Node 22.13 on, and the network from Node 25 on', () => {
    expect(permissionSupport(new Set(['--permission']))).toEqual({ available: true, network: false });
    expect(permissionSupport(new Set(['--permission', '--allow-net']))).toEqual({
      available: true,
      network: true,
    });
  });

  it('asks for Node 22.13 or later on an older Node', () => {
    expect(permissionSupport(new Set(['--experimental-permission']))).toEqual({
      available: false,
      reason: `Node ${process.version} has no --permission. Run on Node 22.13 or later.`,
    });
  });
});
