import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { folderContents } from '../support/folder-contents.ts';
import { packTarball, type TarballOptions } from '../support/plugin-tarball.ts';
import { parseJsonLines, type PoppoResult, runPoppo, RunningPoppo } from '../support/poppo.ts';
import { readmeExample } from '../support/readme.ts';
import { LocalRegistry } from '../support/registry/local-registry.ts';
import { programs } from '../support/registry/programs.ts';
import { publishTarball } from '../support/registry/publish-tarball.ts';

/** A plugin of one task type, which needs nothing but zod. */
function plugin(name: string, type: string, rest = ''): TarballOptions['files'] {
  return {
    'index.js': `
      import { z } from 'zod';
      const handler = {
        type: '${type}',
        description: 'Lints the project.',
        input: z.object({ fix: z.boolean().default(false) }),
        output: z.object({ findings: z.int() }),
        permissions: { files: 'read', secrets: ['lint'] },
        examples: [{ fix: true }],
        idempotent: true,
        handle: async () => ({ success: true, findings: 0 }),
      };
      const lint = {
        name: 'lint',
        schema: z.strictObject({
          endpoint: z.url().default('https://lint.example.org'),
          maxFindings: z.int().min(1).default(100),
          rules: z.array(z.string()).optional(),
        }),
        secrets: [{
          name: 'lint',
          title: 'lint token',
          sources: [{ from: 'credentials', key: 'lintToken' }, { from: 'variable', name: 'LINT_TOKEN' }],
        }],
      };
      export default { name: '${name}', apiVersion: 1, handlers: [handler], configuration: [lint], ${rest} };`,
  };
}

const declared = { poppobuilder: { plugin: '.' }, peerDependencies: { zod: '^4.0.0' } };

let folder: string;
let registry: LocalRegistry;
/** A folder with a package.json, a lock file and one package in \`node_modules\`. */
let template: string;
let bin: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-change-')));
  bin = await writePrograms();
  registry = await LocalRegistry.start({ tarballs: [] });
  const lint = await pack('@acme/lint', plugin('@acme/lint', 'lint'), { ...declared, version: '1.2.0' });
  await publishTarball(registry.url, lint);
  template = join(folder, 'template');
  await mkdir(template);
  const other = await pack('@acme/other', { 'index.js': 'export default 1;' });
  await writeFile(join(template, 'package.json'), `{ "private": true }\n`);
  await npm(template, ['install', other]);
}, 60_000);

afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

/** Programs of the package managers, as the PATH of a user has them. */
async function writePrograms(): Promise<string> {
  const path = join(folder, 'bin');
  await mkdir(path);
  for (const name of ['npm', 'pnpm', 'yarn'] as const) {
    const script = `#!/bin/sh\nexec '${process.execPath}' '${programs[name]}' "$@"\n`;
    await writeFile(join(path, name), script, { mode: 0o755 });
  }
  return path;
}

async function pack(name: string, files: TarballOptions['files'], fields: object = {}): Promise<string> {
  return packTarball(folder, { manifest: { name, ...fields }, files });
}

/** The environment of `poppo`: the package managers find the registry of this test. */
function environment(variables: Readonly<Record<string, string>> = {}): Record<string, string> {
  const inherited = Object.entries(registry.env).filter(
    ([name]) => !/^(HOME|NODE_OPTIONS|VITEST.*)$/.test(name),
  );
  const path = [bin, registry.env['PATH']].join(delimiter);
  return { ...(Object.fromEntries(inherited) as Record<string, string>), PATH: path, ...variables };
}

async function npm(cwd: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [programs.npm, ...args], { cwd, env: registry.env });
}

/** A copy of the template, with a home of PoppoBuilder beside it. */
async function project(): Promise<{ readonly cwd: string; readonly home: string }> {
  const place = await mkdtemp(join(folder, 'place-'));
  await cp(template, join(place, 'app'), { recursive: true });
  await mkdir(join(place, 'home'));
  return { cwd: join(place, 'app'), home: join(place, 'home') };
}

const readJson = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(path, 'utf8')) as unknown;

describe('poppo plugins add', { timeout: 120_000 }, () => {
  it('installs a plugin by its name with npm, shows what it may do, and removes it again', async () => {
    const options = { ...(await project()), env: environment() };
    const before = await readJson(join(options.cwd, 'package.json'));
    const added = await runPoppo(['plugins', 'add', '--yes', '@acme/lint'], options);
    expect(added.exitCode).toBe(0);
    const shown = readmeExample('docs/guide', 'plugin-summary', 'using-plugins.md').trimEnd();
    expect(added.stdout).toBe(`${shown}\nAdded @acme/lint 1.2.0 to ${options.cwd}.`);
    expect(await readJson(join(options.cwd, 'package.json'))).toMatchObject({
      dependencies: { '@acme/lint': '^1.2.0' },
    });
    const inspected = await runPoppo(['plugins', 'inspect', '@acme/lint', '--json'], options);
    expect(parseJsonLines(inspected.stdout)).toMatchObject([
      {
        event: 'plugin',
        name: '@acme/lint',
        version: '1.2.0',
        types: [
          {
            type: 'lint',
            idempotent: true,
            permissions: { files: 'read', secrets: ['lint'] },
            input: { type: 'object', properties: { fix: { type: 'boolean' } }, additionalProperties: false },
            output: { properties: { findings: { type: 'integer' } } },
            examples: [{ fix: true }],
          },
        ],
        configuration: [{ name: 'lint', schema: { properties: { maxFindings: { default: 100 } } } }],
      },
    ]);
    const removed = await runPoppo(['plugins', 'remove', '--yes', '@acme/lint'], options);
    expect(removed.stdout).toBe(`Removed @acme/lint from ${options.cwd}.`);
    expect(await readJson(join(options.cwd, 'package.json'))).toEqual(before);
  });

  it.each([
    { manager: 'pnpm', lock: 'pnpm-lock.yaml', fields: {} },
    { manager: 'yarn', lock: 'yarn.lock', fields: {} },
  ])('installs a tarball with $manager where its lock file is', async ({ lock, fields }) => {
    const { cwd, home } = await project();
    await rm(join(cwd, 'node_modules'), { recursive: true });
    await rm(join(cwd, 'package-lock.json'));
    await writeFile(join(cwd, 'package.json'), JSON.stringify({ name: 'app', private: true, ...fields }));
    await writeFile(join(cwd, lock), '');
    await mkdir(join(cwd, 'deep'));
    const env = environment({ YARN_NODE_LINKER: 'node-modules' });
    const options = { cwd: join(cwd, 'deep'), home, env };
    const added = await runPoppo(['plugins', 'add', '--yes', '../../../acme-lint.tgz'], options);
    expect(added).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`Added @acme/lint 1.2.0 to ${cwd}.`),
    });
    expect(existsSync(join(cwd, 'package-lock.json'))).toBe(false);
    expect(await readFile(join(cwd, lock), 'utf8')).toContain('acme');
    const listed = await runPoppo(['plugins', '--json'], options);
    expect(parseJsonLines(listed.stdout).at(-1)).toMatchObject({
      name: '@acme/lint',
      types: [{ type: 'lint' }],
    });
  });

  it('asks nobody without a terminal, and names --yes', async () => {
    const options = { ...(await project()), env: environment() };
    const before = await folderContents(options.cwd);
    for (const args of [
      ['add', '@acme/lint'],
      ['remove', '@acme/other'],
    ]) {
      const { exitCode, stdout, stderr } = await runPoppo(['plugins', ...args], options);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toContain('Pass --yes');
    }
    expect(await folderContents(options.cwd)).toEqual(before);
  });

  interface Rejection {
    readonly what: string;
    readonly spec: () => Promise<string> | string;
    readonly tells: string;
    readonly env?: Readonly<Record<string, string>>;
  }

  const rejections: readonly Rejection[] = [
    {
      what: 'a package that is no plugin',
      spec: () => pack('@acme/plain', { 'index.js': 'export default 1;' }),
      tells: 'The package "@acme/plain" is not a plugin: its package.json lacks "poppobuilder"',
    },
    {
      what: 'a broken plugin',
      spec: () => pack('@acme/broken', { 'index.js': 'import "./absent.js";' }, declared),
      tells: '"@acme/broken" did not load: Cannot find module',
    },
    {
      what: 'a plugin for another apiVersion',
      spec: () =>
        pack('@acme/next', { 'index.js': "export default { name: '@acme/next', apiVersion: 9 };" }, declared),
      tells:
        '"@acme/next" was made for apiVersion 9, and this version of PoppoBuilder supports apiVersion 1; update PoppoBuilder',
    },
    {
      what: 'a second plugin of a task type',
      spec: () => pack('@acme/thief', plugin('@acme/thief', 'custom-command'), declared),
      tells:
        'the task type "custom-command" is taken twice, by @poppobuilder/plugin-custom-command and @acme/thief',
    },
    { what: 'a tarball that is not there', spec: () => './absent.tgz', tells: 'There is no package at' },
    { what: 'what npm would take for a flag', spec: () => '', tells: 'is not the name of a package' },
    {
      what: 'any name without a network',
      spec: () => '@acme/lint',
      tells: 'the registry cannot be reached',
      env: {
        npm_config_registry: 'http://127.0.0.1:9/',
        npm_config_fetch_retries: '0',
        npm_config_cache: '/nowhere',
      },
    },
  ];

  it.each(rejections)('rejects $what, and leaves all as it was', async ({ spec, tells, env }) => {
    const { cwd, home } = await project();
    const temporary = join(home, 'tmp');
    await mkdir(temporary);
    const before = await folderContents(cwd);
    const cache = join(home, 'npm');
    const isolated = env === undefined ? {} : { ...env, npm_config_cache: cache };
    const result = await runPoppo(['plugins', 'add', '--yes', await spec()], {
      cwd,
      home,
      env: environment({ TMPDIR: temporary, ...isolated }),
    });
    expect(result.stderr).toContain(tells);
    expect(result.exitCode).toBe(2);
    expect(await folderContents(cwd)).toEqual(before);
    expect((await readdir(temporary)).filter((name) => name.includes('candidate'))).toEqual([]);
  });

  it('stops when the registry does not answer, and leaves all as it was', async () => {
    const { cwd, home } = await project();
    const asked = Promise.withResolvers<void>();
    const server = createServer(() => asked.resolve());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const before = await folderContents(cwd);
    const env = environment({ npm_config_registry: url });
    const running = new RunningPoppo(['plugins', 'add', '--yes', '@acme/slow'], { cwd, home, env });
    await asked.promise;
    running.process.kill('SIGINT');
    expectStopped(await running.ended);
    expect(await folderContents(cwd)).toEqual(before);
  });

  it('takes back what is half installed when it is stopped', async () => {
    const { cwd, home } = await project();
    const port = Promise.withResolvers<void>();
    const server = createServer((_request, response) => {
      response.end();
      port.resolve();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const scripts = { postinstall: `node -e "fetch('${url}'); setInterval(() => {}, 1000)"` };
    const spec = await pack('@acme/endless', plugin('@acme/endless', 'lint'), { ...declared, scripts });
    const before = await folderContents(cwd);
    const running = new RunningPoppo(['plugins', 'add', '--yes', spec], { cwd, home, env: environment() });
    await port.promise;
    running.process.kill('SIGINT');
    const result = await running.ended;
    expectStopped(result);
    expect(result.stdout).toContain('install scripts: @acme/endless');
    expect(await folderContents(cwd)).toEqual(before);
  });

  function expectStopped({ exitCode, stderr }: PoppoResult): void {
    expect(stderr).toContain('error TASK_CANCELLED: Adding the plugin was stopped by SIGINT.');
    expect(exitCode).toBe(130);
  }
});

it('poppo plugins names the nearest plugin, and the nearest command', { timeout: 30_000 }, async () => {
  const options = { ...(await project()), env: environment() };
  for (const [args, tells] of [
    [
      ['inspect', '@poppobuilder/plugin-custom-comand'],
      'Did you mean "@poppobuilder/plugin-custom-command"?',
    ],
    [['remove', '--yes', '@poppobuilder/plugin-custom-command'], 'is built in, and cannot be removed'],
    [['remove', '--yes', '@acme/others'], 'There is no plugin "@acme/others" here.'],
    [['lits'], 'Did you mean list?'],
  ] as const) {
    const { exitCode, stderr } = await runPoppo(['plugins', ...args], options);
    expect(stderr).toContain(tells);
    expect(exitCode).toBe(2);
  }
});
