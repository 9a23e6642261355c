import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SettingsPaths, stampOf } from './settings-stamp.ts';

let root = '';
let paths: SettingsPaths;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'settings-stamp-'));
  const folder = join(root, '.poppo');
  paths = {
    home: join(root, 'home.json'),
    folder,
    inProject: join(folder, 'config.json'),
    credentials: join(folder, 'credentials.json'),
    git: [join(root, 'git-config')],
  };
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the stamp of settings', () => {
  it('changes with every file, its mode, and a link in place of a file or the folder', () => {
    const stamps = [stampOf(paths).text];
    const change = (make: () => void): void => {
      make();
      stamps.push(stampOf(paths).text);
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
    const before = stampOf(paths).text;
    mkdirSync(join(paths.folder, 'logs'));
    expect(stampOf(paths).text).toBe(before);
  });

  it('is made of what cannot be read too', () => {
    symlinkSync('home.json', paths.home);
    symlinkSync('.poppo', paths.folder);
    expect(stampOf(paths).text).toContain('ELOOP');
  });

  it('is the same whether or not what was seen before is known', () => {
    mkdirSync(paths.folder);
    const long = new Date(Date.now() - 60_000);
    utimesSync(paths.folder, long, long);
    const first = stampOf(paths);
    expect(first.folderTime).toBe(long.getTime());
    expect(stampOf(paths, first)).toEqual(first);
    writeFileSync(paths.inProject, '{}');
    const second = stampOf(paths, first);
    expect(second.text).not.toBe(first.text);
    expect(second.folderTime).toBeUndefined();
    writeFileSync(paths.inProject, '{"language":"de"}');
    utimesSync(paths.folder, long, long);
    const third = stampOf(paths, second);
    writeFileSync(paths.inProject, '{"language":"en-GB"}');
    expect(stampOf(paths, third).text).not.toBe(third.text);
  });
});
