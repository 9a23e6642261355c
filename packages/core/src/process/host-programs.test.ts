import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { addTaskFolder } from '../project/task-folders.ts';
import { findHostProgram, findTrustedProgram, hostSearchPath, trustedEntries } from './host-programs.ts';
import { runTool } from './spawn-child.ts';

let folder = '';
const at = (path: string): string => join(folder, path);
const pathOf = (...entries: string[]): string => entries.map((entry) => at(entry)).join(delimiter);

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'host-programs-')));
  for (const path of ['project/bin/git', 'tools/git', 'modules/node_modules/.bin/git', 'linked/target/git']) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), '#!/bin/sh\n');
    chmodSync(at(path), 0o755);
  }
  mkdirSync(at('links'));
  symlinkSync(at('project/bin/git'), at('links/git'));
  symlinkSync(at('project/bin'), at('entry'));
  mkdirSync(at('folder/git'), { recursive: true });
  addTaskFolder(at('project'));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('a program of the host', () => {
  it.each([
    ['an entry in a project', ['project/bin']],
    ['an entry in a project that does not exist yet', ['project/later']],
    ['an entry that is a link into a project', ['entry']],
    ['a link into a project', ['links']],
    ['a folder of that name', ['folder']],
  ])('is not taken from %s, but from the next', (_how, entries) => {
    expect(findTrustedProgram('git', pathOf(...entries, 'tools'))).toBe(at('tools/git'));
    expect(findTrustedProgram('git', pathOf(...entries))).toBeUndefined();
  });

  it('is not taken from empty and relative entries', () => {
    expect(trustedEntries(['', '.', 'bin', '/usr/bin', ''].join(delimiter))).toEqual(['/usr/bin']);
    expect(trustedEntries(undefined)).toEqual([]);
  });

  it('is never taken from a node_modules when it belongs to the system, unlike one of a project', () => {
    const path = pathOf('modules/node_modules/.bin', 'tools');
    expect(findHostProgram('git', path)).toBe(at('tools/git'));
    expect(findTrustedProgram('git', path)).toBe(at('modules/node_modules/.bin/git'));
  });

  it('is not taken from the checkout that this process stands in', () => {
    const own = join(process.cwd(), 'tools');
    expect(hostSearchPath([own, at('tools')].join(delimiter))).toBe(at('tools'));
  });

  it.each([
    ['a home folder that is a checkout', 'user', 'user'],
    ['a folder below a home folder that is a checkout', 'user/src/app', 'user'],
    ['a folder below a checkout that holds home folders', 'user/src/app', '.'],
  ])('is taken from a home folder when this process stands in %s', (_where, current, checkout) => {
    const homes = mkdtempSync(join(folder, 'homes-'));
    mkdirSync(join(homes, 'user/src/app'), { recursive: true });
    mkdirSync(join(homes, checkout, '.git'));
    vi.stubEnv('HOME', join(homes, 'user'));
    vi.spyOn(process, 'cwd').mockReturnValue(join(homes, current));
    const path = [join(homes, 'user/.local/bin'), join(homes, 'user/.nvm/versions/node/v24/bin')];
    expect(hostSearchPath(path.join(delimiter))).toBe(path.join(delimiter));
  });

  it('is not taken from a checkout in a home folder that is one, too', () => {
    const home = mkdtempSync(join(folder, 'home-'));
    for (const path of ['.git', 'app/.git', 'app/src']) mkdirSync(join(home, path), { recursive: true });
    vi.stubEnv('HOME', home);
    vi.spyOn(process, 'cwd').mockReturnValue(join(home, 'app/src'));
    const path = [join(home, 'app/tools'), join(home, 'bin')].join(delimiter);
    expect(hostSearchPath(path)).toBe(join(home, 'bin'));
  });

  it.each([
    ['is left to the system where Node hides an earlier entry', ['hidden', 'tools'], 'git'],
    ['is left to the system where Node hides all entries', ['hidden'], 'git'],
    ['is found where Node hides a later entry', ['tools', 'hidden'], 'tools/git'],
    ['is found by its path where an entry links into a project', ['hidden', 'links', 'tools'], 'tools/git'],
  ])('%s', (_fact, entries, expected) => {
    const path = new URL('host-programs.ts', import.meta.url).href;
    const folders = new URL('../project/task-folders.ts', import.meta.url).href;
    const script = `import { findTrustedProgram } from ${JSON.stringify(path)};
      import { addTaskFolder } from ${JSON.stringify(folders)};
      addTaskFolder(${JSON.stringify(at('project'))});
      process.stdout.write(findTrustedProgram('git', ${JSON.stringify(pathOf(...entries))}) ?? '');`;
    const readable = [process.cwd(), at('tools'), at('links'), at('project')];
    const flags = ['--permission', ...readable.map((entry) => `--allow-fs-read=${entry}`)];
    const found = runTool(process.execPath, [...flags, '--input-type=module', '--eval', script]);
    expect(found).toBe(expected === 'git' ? 'git' : at(expected));
  });

  it('is taken from a project no more once that is known', () => {
    const path = pathOf('linked/target', 'tools');
    expect(findTrustedProgram('git', path)).toBe(at('linked/target/git'));
    addTaskFolder(at('linked'));
    expect(findTrustedProgram('git', path)).toBe(at('tools/git'));
  });
});
