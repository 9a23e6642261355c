import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveEnvironment } from './environment.ts';
import { missingToolchainVariables, toolchainFolders } from './toolchains.ts';

let home = '';
const at = (path: string): string => join(home, path);

beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'toolchains-')));
  const folders = [
    '.pyenv/shims',
    '.cargo/bin',
    '.rustup',
    '.nvm/versions/node/v22.1.0/bin',
    '.volta/bin',
    '.local/share/mise/shims',
    'other/.cargo/bin',
  ];
  for (const folder of folders) mkdirSync(at(folder), { recursive: true });
});
afterAll(() => rmSync(home, { recursive: true }));

describe('a toolchain whose programs are on the PATH', () => {
  it.each([
    ['.pyenv/shims', { PYENV_ROOT: '.pyenv' }],
    ['.cargo/bin', { RUSTUP_HOME: '.rustup' }],
    ['.nvm/versions/node/v22.1.0/bin', { NVM_DIR: '.nvm' }],
    ['.volta/bin', { VOLTA_HOME: '.volta' }],
    ['.local/share/mise/shims', { MISE_DATA_DIR: '.local/share/mise' }],
  ])('is found by %s', (entry, expected) => {
    const found = missingToolchainVariables({ PATH: ['/usr/bin', at(entry)].join(delimiter) });
    expect(found).toEqual(
      Object.fromEntries(Object.entries(expected).map(([name, path]) => [name, at(path)])),
    );
  });

  it('is taken from its variable when that is set', () => {
    expect(missingToolchainVariables({ PATH: at('.pyenv/shims'), PYENV_ROOT: '/opt/pyenv' })).toEqual({});
  });

  it('is nothing where its folder does not exist, or the entry is relative', () => {
    for (const PATH of [at('other/.cargo/bin'), at('.rbenv/shims'), '.pyenv/shims', '/usr/bin', '']) {
      expect(missingToolchainVariables({ PATH })).toEqual({});
    }
    expect(missingToolchainVariables({})).toEqual({});
  });
});

describe('the folders of toolchains', () => {
  it('are those that variables name, in pieces where one holds logins, and those around shims', () => {
    const environment = {
      PATH: ['/opt/tools/shims', 'shims', '/usr/bin'].join(delimiter),
      JAVA_HOME: '/opt/java',
      GOPATH: ['/opt/go', 'relative'].join(delimiter),
      CARGO_HOME: '/opt/cargo',
      RUSTUP_TOOLCHAIN: '/opt/not-a-folder',
      HOME: '/home/somebody',
    };
    const folders = toolchainFolders(environment);
    expect(folders).toEqual(
      expect.arrayContaining(['/opt/java', '/opt/go', '/opt/tools', join('/opt/cargo', 'bin')]),
    );
    expect(folders).not.toContain('/opt/cargo');
    expect(folders.filter((folder) => folder.includes('credentials') || folder === '/home/somebody')).toEqual(
      [],
    );
  });
});

describe('the variables of toolchains', () => {
  it('pass to the commands of a project', () => {
    const host = { PATH: '/usr/bin', JAVA_HOME: '/opt/java', RUSTUP_TOOLCHAIN: 'nightly', SECRET_HOME: 'x' };
    const environment = resolveEnvironment(host, {
      projectId: 'demo',
      workerId: 'w',
      config: {},
      declared: [],
    });
    expect(environment).toMatchObject({ JAVA_HOME: '/opt/java', RUSTUP_TOOLCHAIN: 'nightly' });
    expect(environment).not.toHaveProperty('SECRET_HOME');
  });

  it('give way to those of the configuration', () => {
    const config = { environment: { PYENV_ROOT: '/opt/pyenv' } };
    const host = { PATH: at('.pyenv/shims') };
    const environment = resolveEnvironment(host, { projectId: 'demo', workerId: 'w', config, declared: [] });
    expect(environment).toHaveProperty('PYENV_ROOT', '/opt/pyenv');
  });
});
