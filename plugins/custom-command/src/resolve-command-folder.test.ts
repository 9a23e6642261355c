import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveCommandFolder } from './resolve-command-folder.ts';

describe('the folder of a command', () => {
  let parent: string;
  let project: string;

  beforeEach(async () => {
    parent = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-folder-')));
    project = join(parent, 'project');
    await mkdir(join(project, 'src'), { recursive: true });
    await mkdir(join(parent, 'project-two'));
  });

  afterEach(() => rm(parent, { recursive: true }));

  it('is the project when none is named', () => {
    expect(resolveCommandFolder(project, undefined)).toBe(project);
  });

  it('is relative to the project, or absolute inside it', () => {
    expect(resolveCommandFolder(project, 'src')).toBe(join(project, 'src'));
    expect(resolveCommandFolder(project, join(project, 'src'))).toBe(join(project, 'src'));
    expect(resolveCommandFolder(project, '.')).toBe(project);
  });

  it('may be a link that stays inside the project', async () => {
    await symlink('src', join(project, 'link'));
    expect(resolveCommandFolder(project, 'link')).toBe(join(project, 'src'));
  });

  it('is not outside the project, by an absolute path or by a link', async () => {
    await symlink(parent, join(project, 'link'));
    const outside = { code: 'INVALID_PROJECT_PATH', message: expect.stringContaining('outside the project') };
    for (const cwd of [parent, join(parent, 'project-two'), 'link', 'link/project-two']) {
      expect(() => resolveCommandFolder(project, cwd)).toThrow(expect.objectContaining(outside));
    }
  });

  it('must stay inside the project even if its target cannot be read', async () => {
    await symlink(join(parent, 'absent'), join(project, 'dangling'));
    for (const cwd of [join(parent, 'absent'), '/proc/1/cwd/absent', 'dangling']) {
      expect(() => resolveCommandFolder(project, cwd)).toThrow('must stay inside the project');
    }
  });

  it('exists and is a folder', async () => {
    await writeFile(join(project, 'file'), '');
    expect(() => resolveCommandFolder(project, 'absent')).toThrow('options.cwd "absent" does not exist');
    expect(() => resolveCommandFolder(project, 'file')).toThrow('options.cwd "file" is not a folder');
    expect(() => resolveCommandFolder(project, 'file/below')).toThrow('does not exist');
  });
});
