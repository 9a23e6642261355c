import { statSync } from 'node:fs';
import type { ProcessEnd } from '@poppobuilder/core';

/** What was to be started. */
export interface StartAttempt {
  readonly command: string;
  readonly cwd: string;
  /** The command that installs the agent. */
  readonly install: string;
}

/** Returns why an agent could not be started, with a hint. */
export function explainStart(
  { command, cwd, install }: StartAttempt,
  error: NodeJS.ErrnoException | undefined,
): { message: string; hint?: string } {
  if (statSync(cwd, { throwIfNoEntry: false }) === undefined)
    return { message: `The agent could not be started: its working directory ${cwd} does not exist.` };
  const shown = JSON.stringify(command);
  if (error?.code !== 'ENOENT')
    return {
      message: `The agent ${shown} could not be started: ${error?.message ?? 'no reason was given'}.`,
    };
  return {
    message: `The agent could not be started: ${shown} was not found.`,
    hint:
      `Install it: ${install}. Or set agent.command to its path, in projectConfig ` +
      'or in $POPPOBUILDER_HOME/projects/<id>/config.json.',
  };
}

/**
 * Returns why the launcher of a worker's commands (`bwrap`, `env`) could not start the agent. A worker that cannot read
 * the folders of PATH learns this only from their standard error.
 */
export function findStartError(
  run: { readonly hasStarted: boolean; readonly end: ProcessEnd; readonly stderr: string },
  command: string,
): NodeJS.ErrnoException | undefined {
  const { hasStarted, end, stderr } = run;
  const line = stderr.split('\n').at(-1) ?? '';
  const isStarter =
    line.startsWith(`bwrap: execvp ${command}: `) ||
    (line.startsWith('env: ') && line.includes(command) && (end.exitCode === 126 || end.exitCode === 127));
  if (hasStarted || !isStarter) return undefined;
  const isDenied = end.exitCode === 126 || line.endsWith('Permission denied');
  return Object.assign(new Error(line), { code: isDenied ? 'EACCES' : 'ENOENT' });
}

/** Returns a sentence with the end of standard error, if there is any. */
export function quote(stderr: string): string {
  const told = stderr.trim();
  return told === '' ? '' : ` Its standard error ends with: ${told}`;
}

/** Returns a text as a full sentence. */
export function sentence(text: string | undefined): string {
  const told = text?.trim() ?? '';
  if (told === '') return 'it gave no reason.';
  return /[.!?]$/.test(told) ? told : `${told}.`;
}

/** Returns a hint with the time from which on the account may be used again, if it is valid. */
export function hintForReset(resetsAt: number | undefined): { hint?: string } {
  const time = new Date(resetsAt ?? Number.NaN);
  return Number.isNaN(time.getTime())
    ? {}
    : { hint: `The account can be used again from ${time.toISOString()}.` };
}
