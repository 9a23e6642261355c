import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { projectHomeFolder } from './home-folder.ts';
import { addTaskFolder } from './task-folders.ts';

/** Name of the file in a project's home folder that lists where the project was, one JSON text a line. */
const PATHS_FILE = 'paths';

/** Bytes of such a file that are read: a project seldom moves. */
const MAX_SIZE = 1024 * 1024;

/** What this process has remembered, so that a known project costs no look at the disk. */
const remembered = new Set<string>();

/** Remembers for later processes where a project is: its tasks may leave programs and plugins there. Never throws. */
export function rememberProject(homeFolder: string, projectId: string, projectPath: string): void {
  const folder = projectHomeFolder(homeFolder, projectId);
  const file = join(folder, PATHS_FILE);
  const key = `${file}\0${projectPath}`;
  if (remembered.has(key)) return;
  remembered.add(key);
  if (readPaths(file).includes(projectPath)) return;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    appendFileSync(file, `${JSON.stringify(projectPath)}\n`, { mode: 0o600 });
  } catch {
    // Where the home cannot be written, this process alone knows the project.
  }
}

/** Declares as folders of tasks all that PoppoBuilder's own data says so: homes, worktrees, and projects of earlier tasks. */
export function addKnownProjects(homeFolder: string): void {
  const projects = join(homeFolder, 'projects');
  for (const folder of [projects, join(homeFolder, 'workspaces')]) addTaskFolder(folder);
  for (const id of namesIn(projects)) {
    for (const path of readPaths(join(projects, id, PATHS_FILE))) addTaskFolder(path);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readPaths(file: string): string[] {
  try {
    const status = statSync(file);
    if (!status.isFile() || status.size > MAX_SIZE) return [];
    return readFileSync(file, 'utf8').split('\n').flatMap(parsePath);
  } catch {
    return [];
  }
}

/** A line that was written in part, or by hand, counts for nothing. */
function parsePath(line: string): string[] {
  try {
    const path: unknown = JSON.parse(line);
    return typeof path === 'string' && isAbsolute(path) ? [path] : [];
  } catch {
    return [];
  }
}
