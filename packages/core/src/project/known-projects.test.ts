import { mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addKnownProjects, rememberProject } from './known-projects.ts';
import { taskFolderOn } from './task-folders.ts';

function createFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'known-projects-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('projects of earlier tasks', () => {
  it('are folders of tasks later on, with all homes and worktrees', () => {
    const folder = createFolder();
    const home = join(folder, 'home');
    const projects = [join(folder, 'one'), join(folder, 'a\nb')];
    for (const path of [...projects, ...projects]) rememberProject(home, 'demo', path);
    const links = join(home, 'projects/demo/checkouts');
    expect(readdirSync(links)).toHaveLength(2);
    writeFileSync(join(links, 'file'), 'no link');
    symlinkSync('checkout:relative', join(links, 'relative'));
    addKnownProjects(home);
    for (const path of projects) expect(taskFolderOn(join(path, 'bin'))).toBe(path);
    expect(taskFolderOn(join(home, 'projects/demo/home/bin'))).toBe(join(home, 'projects'));
    expect(taskFolderOn(join(home, 'workspaces/demo/x'))).toBe(join(home, 'workspaces'));
    expect(taskFolderOn(join(folder, 'other'))).toBeUndefined();
  });

  it('are no reason to fail where the home cannot be written or read', () => {
    const home = createFolder();
    writeFileSync(join(home, 'projects'), 'no folder');
    expect(() => rememberProject(home, 'demo', '/srv/app')).not.toThrow();
    expect(() => addKnownProjects(home)).not.toThrow();
  });
});
