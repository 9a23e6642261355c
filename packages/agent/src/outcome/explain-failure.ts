import { statSync } from 'node:fs';
import type { PermissionDenial } from '../coding-agent.ts';
import type { AgentRun } from './agent-run.ts';

/** What may help after an answer of the API with a status. */
export function hintForStatus(status: number | undefined): { hint?: string } {
  if (status === 401 || status === 403)
    return { hint: "Check the agent's credentials: ANTHROPIC_API_KEY, or its login." };
  return status === 404 ? { hint: 'Check the model: agent.model.' } : {};
}

/** From when an account may be used again; nothing when the CLI gives no time that exists. */
export function hintForReset(resetsAt: number | undefined): { hint?: string } {
  const time = new Date(resetsAt ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? {} : { hint: `It may go on from ${time.toISOString()}.` };
}

/** Why the agent could not be started, and what to do. */
export function explainStart(
  command: string,
  cwd: string,
  error: NodeJS.ErrnoException | undefined,
): { message: string; hint?: string } {
  if (statSync(cwd, { throwIfNoEntry: false }) === undefined)
    return { message: `The agent could not be started: its folder ${cwd} does not exist.` };
  const shown = JSON.stringify(command);
  if (error?.code !== 'ENOENT')
    return {
      message: `The agent ${shown} could not be started: ${error?.message ?? 'no reason was given'}.`,
    };
  return {
    message: `The agent could not be started: ${shown} was not found.`,
    hint:
      'Install it: npm install -g @anthropic-ai/claude-code. Or say where it is: agent.command in projectConfig ' +
      'or in $POPPOBUILDER_HOME/projects/<id>/config.json.',
  };
}

/**
 * Why what starts a worker's commands (`bwrap`, `env`) could not start the agent. A worker that may not look into the
 * folders of PATH learns it from their standard error alone.
 */
export function findStartError(
  { begun, end, stderr }: Pick<AgentRun, 'begun' | 'end' | 'stderr'>,
  command: string,
): NodeJS.ErrnoException | undefined {
  const line = stderr.split('\n').at(-1) ?? '';
  const isStarter =
    line.startsWith(`bwrap: execvp ${command}: `) ||
    (line.startsWith('env: ') && line.includes(command) && (end.exitCode === 126 || end.exitCode === 127));
  if (begun || !isStarter) return undefined;
  const isDenied = end.exitCode === 126 || line.endsWith('Permission denied');
  return Object.assign(new Error(line), { code: isDenied ? 'EACCES' : 'ENOENT' });
}

/** The tools that were denied, each once. */
export function listDenied(denials: readonly PermissionDenial[] = []): string {
  return [...new Set(denials.map(({ tool }) => tool))].join(', ');
}

/** A sentence with the end of standard error, if there is one. */
export function quote(stderr: string): string {
  const told = stderr.trim();
  return told === '' ? '' : ` Its standard error ends with: ${told}`;
}

/** A text as a full sentence. */
export function sentence(text: string | undefined): string {
  const told = text?.trim() ?? '';
  if (told === '') return 'it gave no reason.';
  return /[.!?]$/.test(told) ? told : `${told}.`;
}
