import { TaskError } from '@poppobuilder/core';
import { cutText, neutralizeMentions } from '@poppobuilder/github';
import type { Texts } from './texts.ts';

/** Characters of an error's message that people see. */
const SHOWN = 600;

/** Paths of the machine, which are nobody's business: all but their last name goes. Addresses are none. */
const PATHS = /(?<![\w:/.])\/(?:[\w.@+-]+\/)+(?=[\w.@+-])|\b[A-Za-z]:\\(?:[^\\\s"']+\\)+/g;

/** A short, kind explanation of why a task failed; whoever posts it masks it. */
export function explainFailure(error: unknown, texts: Texts): string {
  if (!TaskError.is(error)) return texts.failed;
  const [firstLine = ''] = error.message.replaceAll(PATHS, '…/').split('\n');
  const message = cutText(firstLine, SHOWN);
  const retry = error.retryable ? ` ${texts.canRetry}` : '';
  return `${texts.failed}${retry}\n\n> ${neutralizeMentions(message.replaceAll(/[<>]/g, ''))}\n\n\`${error.code}\``;
}
