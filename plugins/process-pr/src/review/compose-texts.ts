import { closeMarkdown, joinMarkdown } from '@poppobuilder/github';
import { fileList, inlineCode } from '@poppobuilder/github-tasks';
import type { LineComment, Review } from './review.ts';

/** What the reply to a review tells. */
export interface ReviewReply {
  readonly summary: string;
  readonly reviewUrl: string;
  readonly placed: number;
  readonly others: readonly LineComment[];
  readonly unread: readonly string[];
  readonly language: string | undefined;
}

/** Files that are named one by one. */
const NAMED = 30;

const ENGLISH = {
  comments: (count: number) => (count === 1 ? '1 comment' : `${count} comments`),
  others: 'Further comments, without a place in the diff:',
  unread: 'These files were not read, because they are generated, have no lines, or go over the budget:',
  nothing: 'There was nothing to read.',
};

const JAPANESE: typeof ENGLISH = {
  comments: (count) => `コメント ${count} 件`,
  others: '差分に付けられなかったコメント:',
  unread: '次のファイルは、自動生成・行なし・上限超過のため読んでいません:',
  nothing: '読む差分がありませんでした。',
};

const textsFor = (language = 'en'): typeof ENGLISH => (/^ja\b/i.test(language) ? JAPANESE : ENGLISH);

/** The reply: the summary, the review, and what was not read. */
export function composeReviewReply(reply: ReviewReply): string {
  const { summary, reviewUrl, placed, others, unread, language } = reply;
  const texts = textsFor(language);
  const parts = [summary, `[${texts.comments(placed)}](${reviewUrl})`];
  if (others.length > 0) parts.push(`${texts.others}\n${others.map(listed).join('\n')}`);
  if (unread.length > 0) {
    const files = unread.map((path) => ({ path }));
    parts.push(`${texts.unread}\n${fileList(files, NAMED)}`);
  }
  return joinMarkdown(parts);
}

/** The summaries of the parts as one. */
export function joinSummaries(reviews: readonly Review[], language: string | undefined): string {
  const summaries = reviews.map(({ summary }) => summary.trim()).filter((summary) => summary !== '');
  return summaries.length === 0 ? textsFor(language).nothing : joinMarkdown(summaries);
}

const listed = ({ path, line, text }: LineComment): string => {
  const place = `- ${inlineCode(path)}, ${line}:`;
  const isLine = !text.trim().includes('\n');
  return isLine
    ? `${place} ${text.trim()}`
    : `${place}\n\n${closeMarkdown(text).replaceAll(/^(?=.)/gm, '  ')}`;
};
