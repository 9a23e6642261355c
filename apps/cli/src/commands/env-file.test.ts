import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addTaskFolder } from '@poppobuilder/core/runner-kit';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { hostVariables, readEnvFile } from './env-file.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'poppobuilder-env-'));
});

afterEach(() => rm(directory, { recursive: true }));

it('reads variables as Node does', async () => {
  const file = join(directory, 'settings.env');
  await writeFile(file, '# comment\nNAME="two words"\nexport OTHER=1\n');
  expect(readEnvFile(file)).toEqual({ NAME: 'two words', OTHER: '1' });
});

it.each(['\uFEFFFIRST=1\nOTHER=2\n', '\uFEFFFIRST=1\r\nOTHER=2', '\uFEFF\nFIRST=1\nOTHER=2'])(
  'reads every variable of %j, which begins with a byte order mark',
  async (text) => {
    const file = join(directory, 'settings.env');
    await writeFile(file, text);
    expect(readEnvFile(file)).toEqual({ FIRST: '1', OTHER: '2' });
  },
);

it('says in which encoding a file is that is no UTF-8', async () => {
  const file = join(directory, 'settings.env');
  await writeFile(file, '\uFEFFNAME=1', 'utf16le');
  expect(() => readEnvFile(file)).toThrow('--env-file is text in UTF-16; save it as UTF-8.');
  await writeFile(file, 'NAME=caf\xe9', 'latin1');
  expect(() => readEnvFile(file)).toThrow('--env-file is not text in UTF-8; save it as UTF-8.');
});

it('says that a file does not exist, or cannot be read', () => {
  const missing = {
    code: 'INVALID_CONFIG',
    message: expect.stringMatching(/--env-file does not exist\. Check/),
  };
  expect(() => readEnvFile(join(directory, 'absent'))).toThrow(expect.objectContaining(missing));
  expect(() => readEnvFile(directory)).toThrow('cannot be read (EISDIR)');
});

const VARIABLES = {
  PATH: '/evil',
  POPPOBUILDER_HOME: '/evil',
  database_url: 'x',
  GITHUB_TOKEN: 't',
  FOO: 'bar',
};

function createProject(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'host-variables-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  addTaskFolder(folder);
  return folder;
}

describe('the variables of a file', () => {
  it('do not steer the host when tasks can write the file', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'host-variables-')));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    addTaskFolder(join(folder, 'project'));
    expect(hostVariables(join(folder, 'project/.env'), VARIABLES)).toEqual({ GITHUB_TOKEN: 't', FOO: 'bar' });
    expect(hostVariables(join(folder, '.env'), VARIABLES)).toEqual(VARIABLES);
  });

  it.each([
    ['a folder of keys as a toolchain', 'RUSTUP_HOME'],
    ['an address that the key of the model is sent to', 'ANTHROPIC_BASE_URL'],
    ['a program before the commands of an agent', 'CLAUDE_CODE_SHELL_PREFIX'],
    ['a server between agent and model', 'https_proxy'],
    ['whom to trust as that server', 'NODE_EXTRA_CA_CERTS'],
    ['other settings of git', 'GIT_CONFIG_GLOBAL'],
  ])('do not name %s', (_what, name) => {
    const folder = createProject();
    expect(hostVariables(join(folder, '.env'), { [name]: '/evil' })).toEqual({});
  });

  it('still hold what a project and its agent sign in with', () => {
    const variables = { ANTHROPIC_API_KEY: 'k', CLAUDE_CODE_OAUTH_TOKEN: 'o', NODE_ENV: 'test', TZ: 'UTC' };
    expect(hostVariables(join(createProject(), '.env'), variables)).toEqual(variables);
  });
});
