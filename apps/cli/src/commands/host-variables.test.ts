import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addTaskFolder } from '@poppobuilder/core/runner-kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hostVariables } from './host-variables.ts';

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
