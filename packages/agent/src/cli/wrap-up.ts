import { startTimer, type Timer } from '@poppobuilder/core/runner-kit';

/** How long before its end a run is asked to finish, unless the configuration says otherwise. In milliseconds. */
export const WRAP_UP: number = 2 * 60_000;

/** When a run is asked to finish. */
export interface WrapUpOptions {
  /** Longest time for the run, from now. In milliseconds. */
  readonly timeout: number;
  /** How long before that it is asked; `false` for never. In milliseconds. */
  readonly wrapUp: number | false;
  readonly onDue: (message: string) => void;
}

/** Asks an agent to finish before it is stopped. A run that is too short for that is not asked. */
export function startWrapUp({ timeout, wrapUp, onDue }: WrapUpOptions): Timer | undefined {
  if (wrapUp === false || !Number.isFinite(timeout) || timeout <= wrapUp) return undefined;
  return startTimer(timeout - wrapUp, () => onDue(messageFor(wrapUp)));
}

const messageFor = (left: number): string =>
  `Your time is nearly over: in ${Math.round(left / 1_000)} seconds you will be stopped, and what you have not answered by then is lost.
Stop now. Begin nothing new. Finish or undo what is half done, so that the files are consistent, and commit what is complete
if you make commits in this task. Then answer: what is done, and what is left to do.`;
