import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { projectHomeFolder } from './home-folder.ts';
import { addTaskFolder } from './task-folders.ts';

/** Where in a project's home folder links record where the project was. No task reaches this folder. */
const CHECKOUTS = 'checkouts';

/** Begins those texts, so that the links lead nowhere: whoever walks through the home must not come to the project. */
const PREFIX = 'checkout:';

/** What this process has remembered, so that a known project costs no look at the disk. */
const remembered = new Set<string>();

/** Remembers for later processes where a project is: its tasks may leave programs and plugins there. Never throws. */
export function rememberProject(homeFolder: string, projectId: string, projectPath: string): void {
  const folder = join(projectHomeFolder(homeFolder, projectId), CHECKOUTS);
  const name = createHash('sha256').update(projectPath).digest('hex').slice(0, 16);
  const link = join(folder, name);
  if (remembered.has(link)) return;
  remembered.add(link);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    symlinkSync(PREFIX + projectPath, link, 'file');
  } catch {
    // It is known already; or the home cannot be written, and this process alone knows the project.
  }
}

/** Declares as folders of tasks all that PoppoBuilder's own data says so: homes, worktrees, and projects of earlier tasks. */
export function addKnownProjects(homeFolder: string): void {
  const projects = join(homeFolder, 'projects');
  for (const folder of [projects, join(homeFolder, 'workspaces')]) addTaskFolder(folder);
  for (const id of namesIn(projects)) {
    const folder = join(projects, id, CHECKOUTS);
    for (const name of namesIn(folder)) addTarget(join(folder, name));
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function addTarget(link: string): void {
  try {
    const text = readlinkSync(link);
    if (text.startsWith(PREFIX)) addTaskFolder(text.slice(PREFIX.length));
  } catch {
    // It is no link.
  }
}
