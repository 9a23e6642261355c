import { TaskError } from '@poppobuilder/core';
import { cutText, neutralizeMentions } from '@poppobuilder/github';
import type { Texts } from './texts.ts';

/** Characters of an error's message that people see. */
const SHOWN = 600;

/** Milliseconds from which on it is worth to say until when people wait. */
const A_WHILE = 60_000;

/** Paths of the machine, which are nobody's business: all but their last name goes. Addresses are none. */
const PATHS = /(?<![\w:/.])\/(?:[\w.@+-]+\/)+(?=[\w.@+-])|\b[A-Za-z]:\\(?:[^\\\s"']+\\)+/g;

/** Says that another attempt follows, and not before when. */
export function explainRetry(error: unknown, texts: Texts): string {
  const { retryAfter } = TaskError.is(error) ? error : { retryAfter: undefined };
  if (retryAfter === undefined || retryAfter < A_WHILE) return texts.retried;
  const time = new Date(Date.now() + retryAfter).toISOString().slice(0, 16).replace('T', ' ');
  return `${texts.retried} ${texts.notBefore(`${time} UTC`)}`;
}

/** A short, kind explanation of why a task failed; whoever posts it masks it. */
export function explainFailure(error: unknown, texts: Texts): string {
  if (!TaskError.is(error)) return texts.failed;
  const [firstLine = ''] = error.message.replaceAll(PATHS, '…/').split('\n');
  const message = cutText(firstLine, SHOWN);
  const retry = error.retryable ? ` ${texts.canRetry}` : '';
  return `${texts.failed}${retry}\n\n> ${neutralizeMentions(message.replaceAll(/[<>]/g, ''))}\n\n\`${error.code}\``;
}
