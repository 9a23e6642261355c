import { joinMarkdown, neutralizeMentions } from '@poppobuilder/github';
import type { SkippedFile } from '@poppobuilder/workspace';
import { fileList } from '../texts/file-list.ts';
import type { Texts } from '../texts/texts.ts';

/** The contents of a final reply. */
export interface ReplyParts {
  readonly answer: string;
  /** Sentences about the result of the work. */
  readonly outcome: readonly string[];
  readonly skipped: readonly SkippedFile[];
}

/** Maximum number of skipped files that are listed. */
const MAX_LISTED_FILES = 20;

/** Returns the final reply: the agent's answer, the result of its work, and the changes that were left out. */
export function composeReply({ answer, outcome, skipped }: ReplyParts, texts: Texts): string {
  const files = skipped.map(({ path, reason }) => ({ path, note: texts.reasons[reason] }));
  return joinMarkdown([
    answer === '' ? texts.noAnswer : neutralizeMentions(answer),
    outcome.join(' '),
    files.length > 0 ? `${texts.skipped}\n${fileList(files, MAX_LISTED_FILES)}` : '',
  ]);
}
