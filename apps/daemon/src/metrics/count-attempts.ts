import { type RunnerMiddleware, TaskError } from '@poppobuilder/core';
import { TRIGGER_PREFIX } from '@poppobuilder/core/runner-kit';
import type { KnownNames } from './known-names.ts';
import type { MetricSet } from './metric-set.ts';

/** Returns a middleware that counts attempts, and how long they take. */
export function countAttempts(metrics: MetricSet, names: KnownNames): RunnerMiddleware {
  return async (task, next, execution) => {
    const labels = { type: names.type(task.type), project: names.project(task.projectId) };
    if ((execution.attempt ?? 1) > 1) metrics.count('poppo_task_retries_total', labels);
    const started = performance.now();
    const end = (outcome: string): void => {
      metrics.count('poppo_task_attempts_total', { ...labels, outcome });
      const seconds = (performance.now() - started) / 1_000;
      metrics.observe('poppo_task_attempt_duration_seconds', { type: labels.type, outcome }, seconds);
      if (!task.type.startsWith(TRIGGER_PREFIX)) return;
      const trigger = labels.type.slice(TRIGGER_PREFIX.length);
      metrics.count('poppo_trigger_events_total', { trigger, kind: kindOf(task), outcome });
    };
    try {
      const result = await next(task, execution);
      end('succeeded');
      return result;
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome === 'deferred' && TaskError.is(error)) {
        metrics.count('poppo_task_deferrals_total', { project: labels.project, code: error.code });
      }
      end(outcome);
      throw error;
    }
  };
}

function outcomeOf(error: unknown): string {
  if (!TaskError.is(error)) return 'failed';
  if (error.deferred === true) return 'deferred';
  if (error.code === 'TASK_CANCELLED') return 'cancelled';
  return error.code === 'TASK_TIMEOUT' ? 'timed-out' : 'failed';
}

function kindOf(task: object): string {
  const { event } = task as { readonly event?: { readonly kind?: unknown } };
  return event?.kind === 'webhook' || event?.kind === 'poll' ? event.kind : 'other';
}
