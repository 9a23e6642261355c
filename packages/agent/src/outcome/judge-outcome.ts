import type { AgentRun } from './agent-run.ts';
import type { Failure, JudgedOptions } from './failure.ts';
import { FAILURE_RULES } from './failure-rules.ts';

/** Judges a run. Gives why it failed; nothing when it did its work. */
export function judgeOutcome(run: AgentRun, options: JudgedOptions): Failure | undefined {
  const rule = FAILURE_RULES.find((candidate) => candidate.applies(run, options));
  return rule === undefined ? undefined : { code: 'AGENT_FAILED', ...rule.failure(run, options) };
}

/** Whether the session that a run should go on with does not exist. */
export function isUnknownSession(run: AgentRun, options: JudgedOptions): boolean {
  const { result, end, begun } = run;
  if (options.sessionId === undefined || begun || end.exitCode !== 1) return false;
  return result?.subtype === 'error_during_execution' && result.turns === 0;
}
