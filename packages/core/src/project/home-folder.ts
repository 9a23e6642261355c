import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { parseArgument } from '../arguments/parse-argument.ts';
import { environmentVariables, nonEmptyText } from '../arguments/schemas.ts';
import { TaskError } from '../errors/task-error.ts';

/**
 * The folder that holds PoppoBuilder's own data: `POPPOBUILDER_HOME`, else the state folder of the platform
 * (`/var/lib/poppobuilder` for root).
 *
 * Throws `INVALID_CONFIG` when `POPPOBUILDER_HOME` is a relative path.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function resolveHomeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  parseArgument(environmentVariables, environment, {
    of: 'resolveHomeFolder()',
    name: 'environment',
    code: 'INVALID_CONFIG',
  });
  const configured = environment['POPPOBUILDER_HOME'];
  if (configured !== undefined && configured !== '') {
    if (isAbsolute(configured)) return configured;
    const message = `POPPOBUILDER_HOME is ${JSON.stringify(configured)}, a relative path. Set it to an absolute path.`;
    throw new TaskError({ code: 'INVALID_CONFIG', message });
  }
  if (process.platform === 'win32') {
    return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'poppobuilder');
  }
  if (process.getuid?.() === 0) return '/var/lib/poppobuilder';
  const xdg = environment['XDG_STATE_HOME'];
  return join(
    xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), '.local', 'state'),
    'poppobuilder',
  );
}

/** The folder below the home folder that belongs to one project: its configuration and state. */
export function projectHomeFolder(homeFolder: string, projectId: string): string {
  parseArgument(nonEmptyText, homeFolder, { of: 'projectHomeFolder()', name: 'homeFolder' });
  parseArgument(nonEmptyText, projectId, { of: 'projectHomeFolder()', name: 'projectId' });
  return join(homeFolder, 'projects', projectId);
}

/** The folder of one project's worktrees. */
export function projectWorktreesFolder(homeFolder: string, projectId: string): string {
  return join(homeFolder, 'workspaces', projectId);
}
