import type { AgentRun } from './agent-run.ts';
import type { Failure, JudgedOptions } from './failure.ts';
import { quote } from './explain-failure.ts';
import { FAILURE_RULES } from './failure-rules.ts';

/**
 * Judges a run. Returns why it failed; nothing when it did its work.
 *
 * @param now - milliseconds since the epoch
 */
export function judgeOutcome(
  run: AgentRun,
  options: JudgedOptions,
  now: number = Date.now(),
): Failure | undefined {
  const rule = FAILURE_RULES.find((candidate) => candidate.applies(run, options));
  return rule === undefined ? undefined : { code: 'AGENT_FAILED', ...rule.failure(run, options, now) };
}

/** The warning for a run that answered and then failed: its answer was paid for, so it counts. */
export function warningOf({ end, stoppedBy, stderr }: AgentRun): string | undefined {
  if (stoppedBy === 'timeout') return 'The agent answered, but went on until its timeout and was stopped.';
  if (stoppedBy !== undefined || end.exitCode === 0) return undefined;
  return `The agent answered, but ended with ${end.signal ?? `exit code ${end.exitCode}`}. Its answer counts.${quote(stderr)}`;
}

/** Whether the session that a run should go on with does not exist. */
export function isUnknownSession(run: AgentRun, options: JudgedOptions): boolean {
  const { result, end, begun } = run;
  if (options.sessionId === undefined || begun || end.exitCode !== 1) return false;
  return result?.subtype === 'error_during_execution' && result.turns === 0;
}
