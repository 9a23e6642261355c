import { joinMarkdown, neutralizeMentions } from '@poppobuilder/github';
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
  const files = skipped.map(({ path, reason }) => ({ path, note: texts.reasons[reason] }));
  return joinMarkdown([
    answer === '' ? texts.noAnswer : neutralizeMentions(answer),
    outcome.join(' '),
    files.length > 0 ? `${texts.skipped}\n${fileList(files, NAMED)}` : '',
  ]);
}
