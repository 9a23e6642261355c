/**
 * Returns PoppoBuilder's home folder, as `resolveHomeFolder()` of core does. Loading core would take longer than all of what
 * most commands do.
 */
export function homeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { homedir } = process.getBuiltinModule('node:os');
  const { isAbsolute, join } = process.getBuiltinModule('node:path');
  const configured = environment['POPPOBUILDER_HOME'];
  if (configured !== undefined && configured !== '') return configured;
  if (process.platform === 'win32') {
    return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'poppobuilder');
  }
  if (process.getuid?.() === 0) return '/var/lib/poppobuilder';
  const state = environment['XDG_STATE_HOME'];
  const base = state !== undefined && isAbsolute(state) ? state : join(homedir(), '.local', 'state');
  return join(base, 'poppobuilder');
}
