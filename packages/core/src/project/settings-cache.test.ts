import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoadedSections } from '../configuration/config-sections.ts';
import { registryConfig } from '../configuration/fixtures/sections.ts';
import type { ProjectSettings } from './project-settings.ts';
import { findProjectFolder } from './project-path.ts';
import { SettingsCache } from './settings-cache.ts';

let folder: string;
let cache: SettingsCache;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'settings-cache-')));
  mkdirSync(join(folder, 'project', 'inner'), { recursive: true });
  const environment = { PATH: process.env['PATH'], HOME: folder };
  cache = new SettingsCache({
    environment,
    homeFolder: join(folder, 'home'),
    workerId: 'worker',
    sections: new LoadedSections([registryConfig]),
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

const git = (path: string, ...args: readonly string[]): unknown =>
  execFileSync('git', args, { cwd: join(folder, path), env: { PATH: process.env['PATH'], HOME: folder } });

const get = (path = 'project'): ProjectSettings | Promise<ProjectSettings> => {
  const projectPath = join(folder, path);
  return cache.get({ id: '1', type: 't', projectId: 'one', projectPath }, findProjectFolder(projectPath, []));
};

describe('settings of a project', () => {
  it('are there at once without a checkout, and wait for git once in one', async () => {
    expect(get()).not.toBeInstanceOf(Promise);
    git('project', 'init', '-q');
    git('project', 'remote', 'add', 'origin', 'https://git.example.com/a/b');
    const [first, second] = [get(), get()];
    expect(first).toBeInstanceOf(Promise);
    expect((await first).origin).toBe('https://git.example.com/a/b');
    expect((await second).origin).toBe('https://git.example.com/a/b');
    expect(get()).not.toBeInstanceOf(Promise);
  });

  it('follow the origin of their checkout, and the checkout that is nearest', async () => {
    git('project', 'init', '-q');
    git('project', 'remote', 'add', 'origin', 'https://git.example.com/a/b');
    expect((await get('project/inner')).origin).toBe('https://git.example.com/a/b');
    git('project', 'remote', 'set-url', 'origin', 'https://git.example.com/c/longer');
    expect((await get('project/inner')).origin).toBe('https://git.example.com/c/longer');
    git('project/inner', 'init', '-q');
    expect((await get('project/inner')).origin).toBeUndefined();
    git('project/inner', 'remote', 'add', 'origin', 'https://git.example.com/e/f');
    expect((await get('project/inner')).origin).toBe('https://git.example.com/e/f');
  });

  it('are checked anew once a file that they come from changes', async () => {
    await get();
    const projectPath = join(folder, 'project');
    const check = (): unknown =>
      cache.check({ id: '2', type: 't', projectId: 'one', projectPath }, projectPath);
    expect(check()).toBeUndefined();
    mkdirSync(join(projectPath, '.poppo'));
    writeFileSync(join(projectPath, '.poppo', 'config.json'), 'no JSON');
    expect(check).toThrow('it is not valid JSON');
    rmSync(join(projectPath, '.poppo', 'config.json'));
    expect(check()).toBeUndefined();
  });

  it('have the content of a key file as it is now, and are wrong once it is gone', async () => {
    const keyFile = join(folder, 'app.pem');
    const projectPath = join(folder, 'project');
    const projectConfig = { registry: { auth: { appId: 7, keyFile } } };
    const task = { id: '1', type: 't', projectId: 'one', projectPath, projectConfig };
    const read = async (): Promise<unknown> => {
      const { secrets } = await cache.get(task, findProjectFolder(projectPath, []));
      return secrets['registry'];
    };
    writeFileSync(keyFile, 'the first key', { mode: 0o600 });
    expect(await read()).toMatchObject({ privateKey: 'the first key' });
    writeFileSync(keyFile, 'the second key');
    expect(await read()).toMatchObject({ privateKey: 'the second key' });
    rmSync(keyFile);
    expect(() => cache.check(task, projectPath)).toThrow('app.pem does not exist');
    await expect(read()).rejects.toThrow('app.pem does not exist');
  });
});
