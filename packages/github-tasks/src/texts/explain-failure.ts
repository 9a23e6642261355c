import { TaskError } from '@poppobuilder/core';
import { cutText, neutralizeMentions } from '@poppobuilder/github';
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
  const time = new Date(Date.now() + retryAfter).toISOString().slice(0, 16).replace('T', ' ');
  return `${texts.retried} ${texts.notBefore(`${time} UTC`)}`;
}

/** Returns a short explanation of why a task failed. The caller masks secrets. */
export function explainFailure(error: unknown, texts: Texts): string {
  if (!TaskError.is(error)) return texts.failed;
  const [firstLine = ''] = error.message.replaceAll(PATHS, '…/').split('\n');
  const message = cutText(firstLine, MAX_MESSAGE_LENGTH);
  const retry = error.retryable ? ` ${texts.canRetry}` : '';
  return `${texts.failed}${retry}\n\n> ${neutralizeMentions(message.replaceAll(/[<>]/g, ''))}\n\n\`${error.code}\``;
}
