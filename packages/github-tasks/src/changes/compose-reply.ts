import { quietText } from '@poppobuilder/github';
import type { SkippedFile } from '@poppobuilder/workspace';
import { fileList } from '../texts/file-list.ts';
import type { Texts } from '../texts/texts.ts';

/** What a final reply tells. */
export interface ReplyParts {
  readonly answer: string;
  /** Sentences about what became of the work. */
  readonly outcome: readonly string[];
  readonly skipped: readonly SkippedFile[];
}

/** Skipped files that are named one by one. */
const NAMED = 20;

/** The final reply: the agent's answer, what became of its work, and what was left out. */
export function composeReply({ answer, outcome, skipped }: ReplyParts, texts: Texts): string {
  const parts = [answer === '' ? texts.noAnswer : withFencesClosed(quietText(answer))];
  if (outcome.length > 0) parts.push(outcome.join(' '));
  const files = skipped.map(({ path, reason }) => ({ path, note: texts.reasons[reason] }));
  if (files.length > 0) parts.push(`${texts.skipped}\n${fileList(files, NAMED)}`);
  return parts.join('\n\n');
}

/** A block of code that is never closed would take in what follows the answer. */
function withFencesClosed(text: string): string {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const [, fence, rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (fence === undefined) continue;
    if (open === undefined) open = fence;
    else if (fence.startsWith(open) && rest.trim() === '') open = undefined;
  }
  return open === undefined ? text : `${text}\n${open}`;
}
