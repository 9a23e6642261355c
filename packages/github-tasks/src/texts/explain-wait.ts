import type { TaskError } from '@poppobuilder/core';
import { shownReason } from './explain-failure.ts';
import { shownTime } from './shown-time.ts';
import type { Texts } from './texts.ts';

/** Returns why a task waits and until when. The caller masks secrets. */
export function explainWait(error: TaskError, texts: Texts): string {
  const known = Object.hasOwn(texts.waits, error.code)
    ? texts.waits[error.code as keyof Texts['waits']]
    : undefined;
  const why = known ?? `${texts.waiting}\n\n> ${shownReason(error)}\n\n`;
  const { retryAfter } = error;
  const next =
    retryAfter === undefined ? texts.continues : texts.continuesAfter(shownTime(Date.now() + retryAfter));
  return `${why}${why.endsWith('\n') ? '' : texts.separator}${next}`;
}
