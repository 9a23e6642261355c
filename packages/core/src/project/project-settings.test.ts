import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProjectConfigInput } from './project-config.ts';
import { type HostSettings, type ProjectSettings, resolveProjectSettings } from './project-settings.ts';

let folder = '';
let projectPath = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'project-settings-')));
  projectPath = join(folder, 'project');
  mkdirSync(projectPath);
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, value: unknown, mode = 0o600): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  const isRaw = typeof value === 'string' || Buffer.isBuffer(value);
  writeFileSync(join(folder, path), isRaw ? value : JSON.stringify(value));
  chmodSync(join(folder, path), mode);
}

function resolve(projectConfig?: ProjectConfigInput, host: Partial<HostSettings> = {}): ProjectSettings {
  const task = {
    id: '1',
    type: 't',
    projectId: 'my-app',
    projectPath,
    ...(projectConfig ? { projectConfig } : {}),
  };
  const defaults = { environment: {}, homeFolder: join(folder, 'home'), workerId: 'worker' };
  return resolveProjectSettings(task, projectPath, { ...defaults, ...host });
}

function messageOf(action: () => unknown): string {
  try {
    action();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('configuration', () => {
  it('comes from the task, the host, the home folder and the project, in that order', () => {
    write('home/projects/my-app/config.json', { language: 'home', agent: { model: 'home', maxTurns: 9 } });
    write('project/.poppo/config.json', {
      language: 'project',
      agent: { model: 'project' },
      issues: { mode: 'comment' },
    });
    const host = { projectConfig: { agent: { model: 'host' } } };
    expect(resolve({ environment: { A: '1' } }, host).config).toEqual({
      language: 'home',
      agent: { model: 'host', maxTurns: 9 },
      issues: { mode: 'comment' },
      environment: { A: '1' },
    });
  });

  it('in the project may set a few keys and narrow limits; the rest is ignored with a warning', () => {
    write('project/.poppo/config.json', {
      agent: { command: '/evil', maxTurns: 5, maxBudgetUsd: 100, allowedTools: ['Read', 'Bash'] },
      environment: { PATH: '/evil' },
      permissions: { network: false, commands: true },
    });
    const { config, warnings } = resolve({
      agent: { maxTurns: 10, maxBudgetUsd: 1, allowedTools: ['Read', 'Edit'] },
      permissions: { commands: false },
    });
    expect(config).toEqual({
      agent: { maxTurns: 5, maxBudgetUsd: 1, allowedTools: ['Read', 'Edit'], toolLimit: ['Read', 'Bash'] },
      permissions: { commands: false, network: false, files: 'all', workers: true, addons: true },
    });
    expect(warnings.map((warning) => /"(.*?)"/.exec(warning)?.[1])).toEqual(['agent.command', 'environment']);
  });

  it('lists all mistakes of all files together, without quoting the files', () => {
    write('home/projects/my-app/config.json', 'root:secret-text:0');
    write('project/.poppo/config.json', { langage: 'de', agent: { maxTurns: 0 } });
    write('project/.poppo/credentials.json', {}, 0o644);
    const thrown = ((): unknown => {
      try {
        return resolve();
      } catch (error) {
        return error;
      }
    })() as Error;
    expect(thrown).toMatchObject({ code: 'INVALID_CONFIG' });
    for (const part of [
      'not valid JSON',
      'langage: is not a known field',
      'agent.maxTurns',
      '0644',
      'chmod 600',
    ]) {
      expect(thrown.message).toContain(part);
    }
    expect(thrown.message).not.toContain('secret-text');
  });

  it.each([
    ['config.json', { agent: { allowedTools: Array.from({ length: 10_000 }, () => 'Read') } }],
    ['config.json', Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`github${index}`, 1]))],
    ['credentials.json', { secrets: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [i, 1])) }],
  ])('with more values in %s than the host checks at once is refused', (name, value) => {
    write(`project/.poppo/${name}`, value);
    expect(messageOf(() => resolve())).toContain(`${name}: it has more than 10000 values`);
  });

  it.each(['', 'github'])('with one name of a megabyte is refused by its beginning (%s)', (start) => {
    write('project/.poppo/config.json', { [start.padEnd(1_000_000, 'a')]: 1 });
    expect(messageOf(() => resolve())).toMatch(/config\.json: .{100,200}: is not a known field.{0,80}$/);
  });

  it('with many values that are right is taken', () => {
    const allowedTools = Array.from({ length: 9_000 }, (_, index) => `Bash(tool-${index}:*)`);
    write('home/projects/my-app/config.json', { agent: { allowedTools } });
    expect(resolve().config.agent?.allowedTools).toHaveLength(9_000);
  });

  it('is read with a byte order mark before it, as credentials are', () => {
    write('home/projects/my-app/config.json', '\uFEFF{"language": "de"}');
    write('project/.poppo/config.json', '\uFEFF{"issues": {"mode": "comment"}}');
    write('project/.poppo/credentials.json', '\uFEFF{"githubToken": "ghp_github"}');
    const { config, secrets } = resolve();
    expect([config, secrets]).toEqual([
      { language: 'de', issues: { mode: 'comment' } },
      { github: 'ghp_github' },
    ]);
  });

  it('is refused in another encoding than UTF-8, which is named', () => {
    write('home/projects/my-app/config.json', Buffer.from('\uFEFF{}', 'utf16le'));
    write('project/.poppo/config.json', Buffer.from('{"language": "\xe9"}', 'latin1'));
    const message = messageOf(() => resolve());
    expect(message).toContain('my-app/config.json is text in UTF-16; save it as UTF-8');
    expect(message).toContain('.poppo/config.json is not text in UTF-8; save it as UTF-8');
  });

  it.each(['400kb', '1  MB', '0MB', '5'])('takes no size %j, which nothing could read later', (diffLimit) => {
    write('home/projects/my-app/config.json', { review: { diffLimit } });
    expect(() => resolve()).toThrow(/review\.diffLimit: must be/);
  });

  it.each([
    ['out of the project', '..'],
    ['to itself', '.poppo'],
    ['to nothing', 'missing'],
  ])('is refused when .poppo is a link %s', (_where, target) => {
    symlinkSync(target, join(projectPath, '.poppo'));
    expect(() => resolve()).toThrow(/\.poppo is a link, .*; put a folder there, or take it away\.$/);
  });

  it('is refused as a link in the project, and followed in the home folder', () => {
    write('elsewhere.json', { language: 'de' });
    mkdirSync(join(folder, 'home', 'projects', 'my-app'), { recursive: true });
    symlinkSync(join(folder, 'elsewhere.json'), join(folder, 'home/projects/my-app/config.json'));
    expect(resolve().config).toEqual({ language: 'de' });
    mkdirSync(join(projectPath, '.poppo'));
    symlinkSync(join(folder, 'elsewhere.json'), join(projectPath, '.poppo/config.json'));
    expect(() => resolve()).toThrow('config.json is a link');
  });
});

describe('credentials', () => {
  it.each([
    ['the task', { githubToken: 'from-the-task' }, 'from-the-task'],
    ['the credentials file', {}, 'from-the-file'],
  ])('of GitHub come first from %s', (_source, projectConfig, token) => {
    write('project/.poppo/credentials.json', { githubToken: 'from-the-file' });
    const environment = { GITHUB_TOKEN: 'from-the-host', GITHUB_TOKEN_MY_APP: 'for-the-project' };
    expect(resolve(projectConfig, { environment }).secrets['github']).toBe(token);
  });

  it('are never those of another project by a link', () => {
    write('other/.poppo/credentials.json', { githubToken: 'of-the-other-project' });
    mkdirSync(join(projectPath, '.poppo'));
    symlinkSync('../../other/.poppo/credentials.json', join(projectPath, '.poppo/credentials.json'));
    expect(() => resolve()).toThrow('credentials.json is a link');
  });

  it('of GitHub may be those of an App, below own tokens and above variables', () => {
    write('app.pem', 'private key of the app');
    const auth = { appId: 7, installationId: 8, privateKeyFile: join(folder, 'app.pem') };
    const host = { environment: { GITHUB_TOKEN_MY_APP: 'for-the-project' } };
    const settings = resolve({ github: { auth } }, host);
    expect(settings.secrets['github']).toEqual({
      appId: '7',
      installationId: '8',
      privateKey: 'private key of the app',
    });
    expect(settings.masker.text('the private key of the app')).toBe('the [REDACTED]');
    expect(settings.projectVariable).toBeUndefined();
    expect(resolve({ github: { auth }, githubToken: 'own-token' }, host).secrets['github']).toBe('own-token');
  });

  it('of an App are refused where others can read its key, or there is none', () => {
    write('app.pem', 'key', 0o644);
    const auth = (name: string): ProjectConfigInput => ({
      github: { auth: { appId: 7, privateKeyFile: join(folder, name) } },
    });
    expect(() => resolve(auth('app.pem'))).toThrow(/has mode 0644/);
    expect(() => resolve(auth('none.pem'))).toThrow(/none\.pem does not exist/);
  });

  it('of GitHub come from the variable for the project, then GITHUB_TOKEN, then GH_TOKEN', () => {
    const environment: Record<string, string> = {
      GH_TOKEN: 'third',
      GITHUB_TOKEN: 'second',
      GITHUB_TOKEN_MY_APP: 'first',
    };
    const token = (): unknown => resolve({}, { environment }).secrets['github'];
    expect(token()).toBe('first');
    delete environment['GITHUB_TOKEN_MY_APP'];
    expect(token()).toBe('second');
    delete environment['GITHUB_TOKEN'];
    expect(token()).toBe('third');
  });

  it('of the agent are the variables of its provider', () => {
    const environment = { ANTHROPIC_API_KEY: 'key', CLAUDE_CODE_X: '1', ANTHROPIC_OTHER: 'no', PATH: '/bin' };
    const { secrets, environment: resolved } = resolve({}, { environment });
    expect(secrets['agent']).toEqual({ ANTHROPIC_API_KEY: 'key', CLAUDE_CODE_X: '1' });
    expect(resolved).not.toHaveProperty('ANTHROPIC_API_KEY');
  });

  it('are masked, wherever they come from', () => {
    write('project/.poppo/credentials.json', { secrets: { slack: 'xoxb-slack-secret' } });
    const environment = {
      ANTHROPIC_API_KEY: 'sk-ant-secret',
      HTTPS_PROXY: 'http://user:proxy-password@proxy:1',
    };
    const { masker } = resolve(
      { githubToken: 'ghp_github', environment: { DB_PASSWORD: 'db-password' } },
      { environment },
    );
    const text = 'xoxb-slack-secret sk-ant-secret proxy-password ghp_github db-password';
    expect(masker.text(text)).not.toMatch(/slack|ant|proxy|github|db/);
  });

  it.each([
    ['environment.GITHUB_TOKEN', { environment: { GITHUB_TOKEN: 'ghp_value' } }],
    ['agent.environment.GH_TOKEN', { agent: { environment: { GH_TOKEN: 'ghp_value' } } }],
    ['environment.GITHUB_TOKEN_MY_APP', { environment: { GITHUB_TOKEN_MY_APP: 'ghp_value' } }],
  ])('of GitHub are refused as %s, with what is wrong in each file', (key, config) => {
    write('home/projects/my-app/config.json', config);
    write('project/.poppo/config.json', config);
    const message = messageOf(() => resolve());
    const [home = '', inProject = ''] = message.split('; /');
    expect(home).toContain(`config.json: ${key}: would hand a GitHub token to commands; put it into`);
    expect(inProject).toContain(`.poppo/config.json: ${key}: is ignored in this file`);
    expect(inProject).toContain('.poppo/credentials.json');
    expect(message).not.toMatch(/ghp_value|invalid key/i);
  });

  it.each([
    ['githubToken', { githubToken: 'ghp_value' }],
    ['github.token', { github: { token: 'ghp_value' } }],
    ['secrets', { secrets: { slack: 'xoxb' } }],
  ])('are told their place where %s stands in a file for configuration', (key, config) => {
    for (const file of ['home/projects/my-app/config.json', 'project/.poppo/config.json']) {
      write(file, config);
      expect(messageOf(() => resolve())).toContain(
        `config.json: ${key}: is not a known field; put secrets into .poppo/credentials.json`,
      );
      write(file, {});
    }
  });

  it('never reach commands: names and values of GitHub tokens are refused', () => {
    expect(() => resolve({ githubToken: 'ghp_github', environment: { HARMLESS: 'x ghp_github' } })).toThrow(
      'HARMLESS would hand the GitHub token to commands',
    );
    write('home/projects/my-app/config.json', { passEnvironment: ['GITHUB_TOKEN'] });
    expect(() => resolve()).toThrow('passEnvironment[0]');
  });
});

describe('the environment', () => {
  it('is an allowlist of the host, what is passed by name, and the project', () => {
    const environment = { PATH: '/bin', LC_ALL: 'C', AWS_SECRET: 'no', CI: '1', npm_config_x: 'no' };
    expect(
      resolve({ passEnvironment: ['CI'], environment: { OWN: '2' } }, { environment }).environment,
    ).toEqual({
      PATH: '/bin',
      LC_ALL: 'C',
      CI: '1',
      OWN: '2',
      POPPOBUILDER_PROJECT_ID: 'my-app',
      POPPOBUILDER_WORKER_ID: 'worker',
    });
  });

  it('changes the key, as configuration and credentials do', () => {
    const keys = [
      resolve(),
      resolve({ environment: { A: '1' } }),
      resolve({ language: 'de' }),
      resolve({ githubToken: 'ghp_one' }),
      resolve({ githubToken: 'ghp_two' }),
    ].map(({ key }) => key);
    expect(new Set(keys).size).toBe(5);
    expect(resolve().key).toBe(keys[0]);
  });
});
