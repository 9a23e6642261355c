import { isPast, type Moment, momentAfter, thisMoment } from '../protocol/moment.ts';
import { send } from './outbox.ts';

/** Takes the answer to the question that was asked last. */
let answer: ((milliseconds: number | undefined) => void) | undefined;

/**
 * Returns what an executor calls directly before the start of a task. Only when it is too late to start without asking, as
 * in a process that was frozen, it asks the host.
 */
export function confirmWithHost(
  run: number,
  startBefore: Moment | undefined,
): () => Promise<void> | undefined {
  let deadline = startBefore;
  const ask = async (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    answer = resolve;
    // The host answers later, so that its answer counts from here: a clock of its own that differs delays no start for ever.
    const askedAt = thisMoment();
    send(['confirm-start', run]);
    const milliseconds = await promise;
    deadline = milliseconds === undefined ? undefined : momentAfter(askedAt, milliseconds);
  };
  return () => (deadline === undefined || !isPast(deadline) ? undefined : ask());
}

/** Receives the host's answer. */
export function takeConfirmation(milliseconds: number | undefined): void {
  answer?.(milliseconds);
}
