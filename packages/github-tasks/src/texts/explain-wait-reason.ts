import type { ToldReason } from '../waiting/waiting-task.ts';
import { shownReason } from './explain-failure.ts';
import { shownTime } from './shown-time.ts';
import type { Texts, WaitText } from './texts.ts';

/** Codes whose message says more than their sentence. */
const EXPLAINED: ReadonlySet<string> = new Set(['APPROVAL', 'BUDGET', 'HOLD']);

/** Whether people on GitHub are told that a task waits for this reason; for others it soon passes. */
export function isTold({ code }: ToldReason): boolean {
  return ['APPROVAL', 'HOLD', 'BUDGET', 'USAGE_LIMIT', 'ACTIVE_HOURS'].includes(code);
}

/** Returns why a task does not start, and until when. The caller masks secrets. */
export function explainWaitReason(reason: ToldReason, texts: Texts): string {
  const { code, until } = reason;
  const why = Object.hasOwn(texts.waits, code) ? texts.waits[code as WaitText] : texts.waiting;
  const quoted = EXPLAINED.has(code) ? `\n\n> ${shownReason(reason)}\n\n` : texts.separator;
  return `${why}${quoted}${whatNext(code, until, texts)}`;
}

function whatNext(code: string, until: Date | undefined, texts: Texts): string {
  if (code === 'APPROVAL') return texts.startsWhenApproved;
  return until === undefined ? texts.continues : texts.continuesAfter(shownTime(until.getTime()));
}
