import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether a process with this pid runs. One that has ended and waits for its parent to notice does not. */
export function isProcessRunning(pid: number): boolean {
  if (process.platform !== 'linux') return startTimeOf(pid) !== undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The state comes after the name, which may hold anything, also parentheses.
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** Returns when a process started, in milliseconds since 1970, to the second; `undefined` when it does not run. By `ps`. */
export function startTimeOf(pid: number): number | undefined {
  let line: string;
  try {
    line = execFileSync('/bin/ps', ['-p', String(pid), '-o', 'stat=,lstart='], {
      encoding: 'utf8',
      env: { LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // It fails when there is no such process.
    return undefined;
  }
  const [state = '', ...started] = line.split(/\s+/);
  return state === '' || state.startsWith('Z') ? undefined : Date.parse(started.join(' '));
}
