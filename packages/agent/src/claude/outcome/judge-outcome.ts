import type { AgentRun } from './agent-run.ts';
import { quote } from '../../cli/explain-start.ts';
import type { Failure, JudgedOptions } from '../../cli/failure.ts';
import { FAILURE_RULES } from './failure-rules.ts';

/**
 * Returns why a run failed; `undefined` when it succeeded.
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

/** Returns the warning for a run that failed after its answer. The answer was paid for, so it is used. */
export function warningOf({ end, stoppedBy, stderr }: AgentRun): string | undefined {
  if (stoppedBy === 'timeout') return 'The agent answered, but went on until its timeout and was stopped.';
  if (stoppedBy !== undefined || end.exitCode === 0) return undefined;
  return `The agent answered, but ended with ${end.signal ?? `exit code ${end.exitCode}`}. Its answer counts.${quote(stderr)}`;
}

/** Whether the session that a run should continue does not exist. */
export function isUnknownSession(run: AgentRun, options: JudgedOptions): boolean {
  const { result, end, hasStarted } = run;
  if (options.sessionId === undefined || hasStarted || end.exitCode !== 1) return false;
  return result?.subtype === 'error_during_execution' && result.turns === 0;
}
