import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findProjectFolder } from './project-path.ts';
import { type SettingsPaths, type SettingsStamp, stampOf } from './settings-stamp.ts';

let root = '';
let paths: SettingsPaths;
const look = (last?: SettingsStamp): SettingsStamp => stampOf(paths, findProjectFolder(root, []), last);
/** Makes whatever was changed so far a change of long ago. */
const letTimePass = (): void => void vi.setSystemTime(Date.now() + 60_000);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'settings-stamp-'));
  vi.useFakeTimers({ toFake: ['Date'] });
  const folder = join(root, '.poppo');
  paths = {
    home: join(root, 'home.json'),
    folder,
    inProject: join(folder, 'config.json'),
    credentials: join(folder, 'credentials.json'),
    checkout: join(root, '.git'),
    git: [join(root, 'git-config')],
  };
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true });
});

describe('the stamp of settings', () => {
  it('changes with every file, its mode, and a link in place of a file or the folder', () => {
    const stamps = [look().text];
    const change = (make: () => void): void => {
      make();
      stamps.push(look().text);
    };
    change(() => writeFileSync(paths.home, '{}'));
    change(() => mkdirSync(paths.folder));
    change(() => writeFileSync(paths.inProject, '{}'));
    change(() => writeFileSync(paths.credentials, '{}', { mode: 0o644 }));
    change(() => chmodSync(paths.credentials, 0o600));
    change(() => {
      renameSync(paths.inProject, join(root, 'moved.json'));
      symlinkSync(join(root, 'moved.json'), paths.inProject);
    });
    change(() => {
      renameSync(paths.folder, join(root, 'moved'));
      symlinkSync(join(root, 'moved'), paths.folder);
    });
    expect(new Set(stamps).size).toBe(stamps.length);
  });

  it('does not change with other files in the folder', () => {
    mkdirSync(paths.folder);
    const before = look().text;
    mkdirSync(join(paths.folder, 'logs'));
    expect(look().text).toBe(before);
  });

  it('is made of what cannot be read too', () => {
    symlinkSync('home.json', paths.home);
    symlinkSync('.poppo', paths.folder);
    expect(look().text).toContain('ELOOP');
  });

  it('is the same whether or not what was seen before is known', () => {
    mkdirSync(paths.folder);
    letTimePass();
    const first = look();
    expect(look(first)).toEqual(first);
    writeFileSync(paths.inProject, '{}');
    const second = look(first);
    expect(second.text).not.toBe(first.text);
    expect(look(second)).toEqual(second);
    letTimePass();
    const third = look(second);
    writeFileSync(paths.inProject, '{"language":"en-GB"}');
    expect(look(third).text).not.toBe(third.text);
  });

  it.each([
    ['a settings folder', () => mkdirSync(paths.folder)],
    ['a link in place of the settings folder', () => symlinkSync(tmpdir(), paths.folder)],
    ['a checkout', () => mkdirSync(join(root, '.git'))],
    ['a file that names a checkout', () => writeFileSync(join(root, '.git'), 'gitdir: /elsewhere')],
  ])('changes with %s that is made in a folder that had none for long', (_, make) => {
    letTimePass();
    const before = look(look());
    make();
    expect(look(before).text).not.toBe(before.text);
  });

  it('does not take the time of a change for that of another which follows at once', () => {
    const before = look();
    expect(before.project.changedAt).toBeUndefined();
    letTimePass();
    expect(look(before).project.changedAt).toBeDefined();
  });
});
