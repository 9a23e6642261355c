import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTaskFolder, taskFolderOn } from './task-folders.ts';

let folder = '';
let project = '';

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'task-folders-')));
  project = join(folder, 'project');
  for (const name of ['project/bin', 'tools/bin', 'project-two'])
    mkdirSync(join(folder, name), { recursive: true });
  symlinkSync(project, join(folder, 'alias'));
  symlinkSync('../tools', join(project, 'out'));
  symlinkSync(join(folder, 'alias/bin'), join(folder, 'tools/link'));
  symlinkSync(join(project, 'later'), join(folder, 'tools/broken'));
  addTaskFolder(join(folder, 'alias'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a path leads through a folder of tasks', () => {
  it.each([
    ['the folder itself', 'project'],
    ['what is in it', 'project/bin'],
    ['what is not in it yet', 'project/node_modules/.bin/git'],
    ['another name of the folder', 'alias/bin/git'],
    ['a link into it', 'tools/link'],
    ['what would be below a link into it', 'tools/link/deep/git'],
    ['a link to what is not in it yet', 'tools/broken'],
    ['a link in it that leads out', 'project/out/bin'],
    ['a way back into it', 'tools/../project/bin'],
  ])('by %s', (_how, path) => {
    expect(taskFolderOn(`${folder}/${path}`)).toBe(project);
  });

  it.each([
    ['a folder beside it', 'tools/bin'],
    ['one whose name begins the same', 'project-two/bin'],
    ['the folder around it', ''],
    ['what does not exist elsewhere', 'tools/later/bin'],
  ])('and not by %s', (_how, path) => {
    expect(taskFolderOn(join(folder, path))).toBeUndefined();
  });

  it.runIf(process.platform !== 'win32')(
    'and not because a task calls a folder of the system its project',
    () => {
      for (const path of ['/', '/usr', '/usr/bin', '/bin']) addTaskFolder(path);
      expect(taskFolderOn('/usr/bin/env')).toBeUndefined();
    },
  );
});
