import { TaskError } from '@poppobuilder/core';
import { cutText, neutralizeMentions } from '@poppobuilder/github';
import { shownTime } from './shown-time.ts';
import type { Texts } from './texts.ts';

/** Maximum length of an error message in a reply. In characters. */
const MAX_MESSAGE_LENGTH = 600;

/** Shortest delay that is announced to people. In milliseconds. */
const MIN_ANNOUNCED_DELAY = 60_000;

/** Paths of this machine, of which only the last name is shown. URLs do not match. */
const PATHS = /(?<![\w:/.])\/(?:[\w.@+-]+\/)+(?=[\w.@+-])|\b[A-Za-z]:\\(?:[^\\\s"']+\\)+/g;

/** Returns the text that announces another attempt, with its earliest time. */
export function explainRetry(error: unknown, texts: Texts): string {
  const { retryAfter } = TaskError.is(error) ? error : { retryAfter: undefined };
  if (retryAfter === undefined || retryAfter < MIN_ANNOUNCED_DELAY) return texts.retried;
  return `${texts.retried} ${texts.notBefore(shownTime(Date.now() + retryAfter))}`;
}

/** Returns a short explanation of why a task failed. The caller masks secrets. */
export function explainFailure(error: unknown, texts: Texts): string {
  if (!TaskError.is(error)) return texts.failed;
  const retry = error.retryable ? ` ${texts.canRetry}` : '';
  return `${texts.failed}${retry}\n\n> ${shownReason(error)}\n\n\`${error.code}\``;
}

/** Returns the text of a task that was stopped while it ran. The caller masks secrets. */
export const explainStop = (error: TaskError, texts: Texts): string =>
  `${texts.stoppedAtWork}\n\n> ${shownReason(error)}`;

/** Returns the first line of an error's message as it may be shown to strangers. */
export function shownReason({ message }: Pick<TaskError, 'message'>): string {
  const [firstLine = ''] = message.replaceAll(PATHS, '…/').split('\n');
  return neutralizeMentions(cutText(firstLine, MAX_MESSAGE_LENGTH).replaceAll(/[<>]/g, ''));
}
