import type { SubmitOptions } from '@poppobuilder/engine';

/** The label that only consumers of triggers have: work of hours must not keep the news from being handled. */
export const TRIGGER_LABEL = 'trigger';

/** How many events of triggers are handled at once: a project whose service does not answer must not keep others waiting. */
export const TRIGGER_SLOTS = 4;

/** A trigger of a project. */
export interface TriggerOfProject {
  readonly type: string;
  readonly projectId: string;
}

/** Returns what names a trigger of a project. Its events are handled one after the other: each sees what the last one did. */
export const triggerKey = ({ type, projectId }: TriggerOfProject): string => `trigger/${type}/${projectId}`;

/** Returns how events of a trigger are submitted. A failure of an hour is survived. */
export const triggerOptions = (trigger: TriggerOfProject): SubmitOptions => ({
  concurrencyKey: triggerKey(trigger),
  requires: [TRIGGER_LABEL],
  retry: { limit: 10, delay: 1_000, maxDelay: 600_000 },
});
