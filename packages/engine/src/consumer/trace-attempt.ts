import { currentTracing, endTaskTrace, startSpan, traced } from '@poppobuilder/core/runner-kit';
import type { EngineContext } from '../engine-context.ts';
import { endWaiting, readEndedWith } from '../job/ended-waiting.ts';
import { taskAttributes, taskSpanName } from '../job/task-span.ts';
import type { OutcomeDetails } from './outcome-details.ts';
import type { RunningAttempt } from './running-attempt.ts';

/**
 * Runs an attempt within a span in the trace of its task, which ends with the attempt that is the last one, and so do those of the
 * tasks that end because of it.
 */
export async function traceAttempt(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
  attempt: RunningAttempt,
  run: () => Promise<OutcomeDetails>,
): Promise<void> {
  if (currentTracing() === undefined) {
    await run();
    return;
  }
  const { data, task } = attempt;
  const { trace } = data;
  const attributes = { ...taskAttributes(task), 'poppobuilder.attempt': attempt.attempt };
  if (trace !== undefined && attempt.attempt === 1) {
    startSpan('wait', { parent: trace.traceparent, startTime: trace.since }).end();
  }
  const options = { kind: 'consumer', parent: trace?.traceparent, root: true, attributes } as const;
  const details = await traced('attempt', options, async (span) => {
    const ended = await run();
    span.set({ 'poppobuilder.outcome': ended.outcome });
    const error = errorOf(ended);
    if (error !== undefined) span.fail(error);
    return ended;
  });
  const isEnded = isLast(attempt, details);
  if (isEnded) {
    const outcome = { ...taskAttributes(task), 'poppobuilder.outcome': details.outcome };
    endTaskTrace(trace, taskSpanName(task), outcome, errorOf(details));
  }
  if (details.outcome === 'succeeded') return;
  endWaiting(await readEndedWith(database, names, { jobId: attempt.jobId, isEnded }));
}

/** Waiting again is no failure. */
const errorOf = (details: OutcomeDetails): unknown =>
  details.outcome === 'deferred' || !('error' in details) ? undefined : details.error;

/** Whether no attempt follows. */
function isLast({ isLastAttempt }: RunningAttempt, details: OutcomeDetails): boolean {
  if (details.outcome === 'failed') return isLastAttempt || !details.error.retryable;
  return details.outcome !== 'deferred' && details.outcome !== 'released';
}
