import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigSection } from '../configuration/config-section.ts';
import { LoadedSections } from '../configuration/config-sections.ts';
import { registryConfig, reportConfig, toolConfig } from '../configuration/fixtures/sections.ts';
import type { ProjectConfigInput } from './project-config-input.ts';
import { createProjectConfig } from './project-config.ts';
import type { ProjectSettings } from './project-settings.ts';
import { SettingsCache, type SettingsHost } from './settings-cache.ts';

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

const sections = new LoadedSections([toolConfig, registryConfig, reportConfig]);

/** Sections as services read them, with the keys that are no section's. */
function read({ config, sections: layers }: ProjectSettings): object {
  const resolved = createProjectConfig(config, layers);
  const own = ([toolConfig, registryConfig, reportConfig] as readonly ConfigSection[]).map(
    (section) => [section.name, resolved.section(section)] as const,
  );
  const used = own.filter(([name]) => Object.hasOwn(layers, name));
  return { ...config, ...Object.fromEntries<object>(used) };
}

function resolve(projectConfig?: ProjectConfigInput, host: Partial<SettingsHost> = {}): ProjectSettings {
  const task = {
    id: '1',
    type: 't',
    projectId: 'my-app',
    projectPath,
    ...(projectConfig ? { projectConfig } : {}),
  };
  const defaults = { environment: {}, homeFolder: join(folder, 'home'), workerId: 'worker', sections };
  const settings = new SettingsCache({ ...defaults, ...host }).get(task, { projectPath });
  // Nothing is asked of git where there is no checkout.
  return settings as ProjectSettings;
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
    write('home/projects/my-app/config.json', { language: 'home', tool: { model: 'home', maxTurns: 9 } });
    write('project/.poppo/config.json', {
      language: 'project',
      tool: { model: 'project' },
      report: { mode: 'short' },
    });
    const host = { projectConfig: { tool: { model: 'host' } } };
    expect(read(resolve({ environment: { A: '1' } }, host))).toEqual({
      language: 'home',
      tool: { model: 'host', maxTurns: 9 },
      report: { mode: 'short' },
      environment: { A: '1' },
    });
  });

  it('in the project may set a few keys and narrow limits; the rest is ignored with a warning', () => {
    write('project/.poppo/config.json', {
      tool: { command: '/evil', maxTurns: 5, maxBudget: 100, allowed: ['Read', 'Bash'] },
      environment: { PATH: '/evil' },
      permissions: { network: false, commands: true },
    });
    const settings = resolve({
      tool: { maxTurns: 10, maxBudget: 1, allowed: ['Read', 'Edit'] },
      permissions: { commands: false },
    });
    expect(read(settings)).toEqual({
      tool: { maxTurns: 5, maxBudget: 1, allowed: ['Read'] },
      permissions: { commands: false, network: false, files: 'all', workers: true, addons: true },
    });
    expect(settings.warnings.map((warning) => /"(.*?)"/.exec(warning)?.[1])).toEqual([
      'environment',
      'tool.command',
    ]);
  });

  it('lists all mistakes of all files together, without quoting the files', () => {
    write('home/projects/my-app/config.json', 'root:secret-text:0');
    write('project/.poppo/config.json', { langage: 'de', tool: { maxTurns: 0 } });
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
      'tool.maxTurns',
      '0644',
      'chmod 600',
    ]) {
      expect(thrown.message).toContain(part);
    }
    expect(thrown.message).not.toContain('secret-text');
  });

  it.each([
    ['config.json', { tool: { allowed: Array.from({ length: 10_000 }, () => 'Read') } }],
    [
      'config.json',
      Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`registry${index}`, 1])),
    ],
    ['credentials.json', { secrets: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [i, 1])) }],
  ])('with more values in %s than the host checks at once is refused', (name, value) => {
    write(`project/.poppo/${name}`, value);
    expect(messageOf(() => resolve())).toContain(`${name}: it has more than 10000 values`);
  });

  it.each(['', 'registry'])('with one name of a megabyte is refused by its beginning (%s)', (start) => {
    write('project/.poppo/config.json', { [start.padEnd(1_000_000, 'a')]: 1 });
    expect(messageOf(() => resolve())).toMatch(/config\.json: .{100,200}: is not a known field.{0,80}$/);
  });

  it('with many values that are right is taken', () => {
    const allowed = Array.from({ length: 9_000 }, (_, index) => `Bash(tool-${index}:*)`);
    write('home/projects/my-app/config.json', { tool: { allowed } });
    expect(resolve().sections['tool']?.operator?.['allowed']).toHaveLength(9_000);
  });

  it('is read with a byte order mark before it, as credentials are', () => {
    write('home/projects/my-app/config.json', '\uFEFF{"language": "de"}');
    write('project/.poppo/config.json', '\uFEFF{"report": {"mode": "short"}}');
    write('project/.poppo/credentials.json', '\uFEFF{"registryToken": "rgp_registry"}');
    const settings = resolve();
    expect([read(settings), settings.secrets]).toEqual([
      { language: 'de', report: { mode: 'short' } },
      { registry: 'rgp_registry' },
    ]);
  });

  it('is refused in another encoding than UTF-8, which is named', () => {
    write('home/projects/my-app/config.json', Buffer.from('\uFEFF{}', 'utf16le'));
    write('project/.poppo/config.json', Buffer.from('{"language": "\xe9"}', 'latin1'));
    const message = messageOf(() => resolve());
    expect(message).toContain('my-app/config.json is text in UTF-16; save it as UTF-8');
    expect(message).toContain('.poppo/config.json is not text in UTF-8; save it as UTF-8');
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
    ['the task', { registryToken: 'from-the-task' }, 'from-the-task'],
    ['the credentials file', {}, 'from-the-file'],
  ])('of a section come first from %s', (_source, projectConfig, token) => {
    write('project/.poppo/credentials.json', { registryToken: 'from-the-file' });
    const environment = { REGISTRY_TOKEN: 'from-the-host', REGISTRY_TOKEN_MY_APP: 'for-the-project' };
    expect(resolve(projectConfig, { environment }).secrets['registry']).toBe(token);
  });

  it('are never those of another project by a link', () => {
    write('other/.poppo/credentials.json', { registryToken: 'of-the-other-project' });
    mkdirSync(join(projectPath, '.poppo'));
    symlinkSync('../../other/.poppo/credentials.json', join(projectPath, '.poppo/credentials.json'));
    expect(() => resolve()).toThrow('credentials.json is a link');
  });

  it('of a section may be an object with the content of a file, below own tokens and above variables', () => {
    write('app.pem', 'private key of the app');
    const auth = { appId: 7, keyFile: join(folder, 'app.pem') };
    const host = { environment: { REGISTRY_TOKEN_MY_APP: 'for-the-project' } };
    const settings = resolve({ registry: { auth } }, host);
    expect(settings.secrets['registry']).toEqual({
      appId: '7',
      privateKey: 'private key of the app',
    });
    expect(settings.masker.text('the private key of the app')).toBe('the [REDACTED]');
    expect(settings.projectVariables).toEqual([]);
    expect(resolve({ registry: { auth }, registryToken: 'own-token' }, host).secrets['registry']).toBe(
      'own-token',
    );
  });

  it('with a file are refused where others can read its key, or there is none', () => {
    write('app.pem', 'key', 0o644);
    const auth = (name: string): ProjectConfigInput => ({
      registry: { auth: { appId: 7, keyFile: join(folder, name) } },
    });
    expect(() => resolve(auth('app.pem'))).toThrow(/has mode 0644/);
    expect(() => resolve(auth('none.pem'))).toThrow(/none\.pem does not exist/);
  });

  it('of a section come from the variable for the project, then from those for all projects', () => {
    const environment: Record<string, string> = {
      RG_TOKEN: 'third',
      REGISTRY_TOKEN: 'second',
      REGISTRY_TOKEN_MY_APP: 'first',
    };
    const token = (): unknown => resolve({}, { environment }).secrets['registry'];
    expect(token()).toBe('first');
    delete environment['REGISTRY_TOKEN_MY_APP'];
    expect(token()).toBe('second');
    delete environment['REGISTRY_TOKEN'];
    expect(token()).toBe('third');
  });

  it('of a section may be all variables with some names', () => {
    const environment = { TOOL_API_KEY: 'key', TOOL_EXTRA_X: '1', TOOL_OTHER: 'no', PATH: '/bin' };
    const { secrets, environment: resolved } = resolve({}, { environment });
    expect(secrets['tool']).toEqual({ TOOL_API_KEY: 'key', TOOL_EXTRA_X: '1' });
    expect(resolved).not.toHaveProperty('TOOL_API_KEY');
  });

  it('are masked, wherever they come from', () => {
    write('project/.poppo/credentials.json', { secrets: { slack: 'xoxb-slack-secret' } });
    const environment = {
      TOOL_API_KEY: 'sk-tool-secret',
      HTTPS_PROXY: 'http://user:proxy-password@proxy:1',
    };
    const { masker } = resolve(
      { registryToken: 'rgp_registry', environment: { DB_PASSWORD: 'db-password' } },
      { environment },
    );
    const text = 'xoxb-slack-secret sk-tool-secret proxy-password rgp_registry db-password';
    expect(masker.text(text)).not.toMatch(/slack|sk-|proxy|rgp|db/);
  });

  it.each([
    ['environment.REGISTRY_TOKEN', { environment: { REGISTRY_TOKEN: 'rgp_value' } }],
    ['tool.environment.RG_TOKEN', { tool: { environment: { RG_TOKEN: 'rgp_value' } } }],
    ['environment.REGISTRY_TOKEN_MY_APP', { environment: { REGISTRY_TOKEN_MY_APP: 'rgp_value' } }],
  ])('of a section are refused as %s, with what is wrong in each file', (key, config) => {
    write('home/projects/my-app/config.json', config);
    write('project/.poppo/config.json', config);
    const message = messageOf(() => resolve());
    const [home = '', inProject = ''] = message.split('; /');
    expect(home).toContain(`config.json: ${key}: would hand a registry token to commands; put it into`);
    expect(inProject).toContain(`.poppo/config.json: ${key}: is ignored in this file`);
    expect(inProject).toContain('.poppo/credentials.json');
    expect(message).not.toMatch(/rgp_value|invalid key/i);
  });

  it.each([
    ['registryToken', { registryToken: 'rgp_value' }],
    ['registry.token', { registry: { token: 'rgp_value' } }],
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

  it('never reach commands: the names of their variables and their values are refused', () => {
    expect(() =>
      resolve({ registryToken: 'rgp_registry', environment: { HARMLESS: 'x rgp_registry' } }),
    ).toThrow('HARMLESS would hand the registry token to commands');
    write('home/projects/my-app/config.json', { passEnvironment: ['REGISTRY_TOKEN'] });
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
      resolve({ registryToken: 'rgp_one' }),
      resolve({ registryToken: 'rgp_two' }),
    ].map(({ key }) => key);
    expect(new Set(keys).size).toBe(5);
    expect(resolve().key).toBe(keys[0]);
  });
});
