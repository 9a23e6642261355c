import { closeMarkdown, joinMarkdown } from '@poppobuilder/github';
import { fileList, inlineCode } from '../texts/file-list.ts';
import type { LineComment, Review } from './review.ts';

/** What the text of a review tells. */
export interface ReviewBody {
  /** Comments on lines. */
  readonly placed: number;
  /** Comments about lines that are not in the diff. */
  readonly others: readonly LineComment[];
  /** Address of the reply, which holds the summary. */
  readonly replyUrl: string;
  readonly language: string | undefined;
}

/** What the reply to a review tells. */
export interface ReviewReply {
  /** Absent where what the reviewer said was lost. */
  readonly summary: string | undefined;
  readonly reviewUrl: string;
  /** Comments in the review; absent where that is not known. */
  readonly count: number | undefined;
  readonly unread: readonly string[];
  readonly language: string | undefined;
}

/** Files that are named one by one. */
const NAMED = 30;

const ENGLISH = {
  comments: (count: number) => (count === 1 ? '1 comment' : `${count} comments`),
  review: 'Review',
  summary: (replyUrl: string) => `The summary is in [my reply](${replyUrl}).`,
  noFindings: 'I have no comments on lines.',
  others: 'Further comments, without a place in the diff:',
  refused: 'Further comments, on lines where GitHub takes none:',
  part: 'More comments on lines.',
  unread: 'These files were not read, because they are generated, have no lines, or go over the budget:',
  nothing: 'There was nothing to read.',
  lost: 'The review is done. Its summary was lost before I could write it down.',
};

const JAPANESE: typeof ENGLISH = {
  comments: (count) => `コメント ${count} 件`,
  review: 'レビュー',
  summary: (replyUrl) => `概要は[こちらの返信](${replyUrl})にあります。`,
  noFindings: '行へのコメントはありません。',
  others: '差分に付けられなかったコメント:',
  refused: 'GitHub が受け付けなかった行へのコメント:',
  part: '行へのコメントの続きです。',
  unread: '次のファイルは、自動生成・行なし・上限超過のため読んでいません:',
  nothing: '読む差分がありませんでした。',
  lost: 'レビューは完了していますが、概要は書き込む前に失われました。',
};

const textsFor = (language = 'en'): typeof ENGLISH => (/^ja\b/i.test(language) ? JAPANESE : ENGLISH);

/** The text of a review: where the summary is, and the comments without a place. */
export function composeReviewBody({ placed, others, replyUrl, language }: ReviewBody): string {
  const texts = textsFor(language);
  return joinMarkdown([
    ...(placed + others.length === 0 ? [texts.noFindings] : []),
    texts.summary(replyUrl),
    ...listed(others, texts.others),
  ]);
}

/** The text of a review that holds further comments of another one. */
export const partText = (language: string | undefined): string => textsFor(language).part;

/** A list of comments that GitHub does not take on their lines; empty where there are none. */
export const listRefused = (
  comments: readonly LineComment[],
  language: string | undefined,
): readonly string[] => listed(comments, textsFor(language).refused);

/** The reply: the summary, the review, and what was not read. */
export function composeReviewReply(reply: ReviewReply): string {
  const { summary, reviewUrl, count, unread, language } = reply;
  const texts = textsFor(language);
  const link = count === undefined ? texts.review : texts.comments(count);
  const parts = [summary ?? texts.lost, `[${link}](${reviewUrl})`];
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

const listed = (comments: readonly LineComment[], title: string): readonly string[] =>
  comments.length === 0 ? [] : [`${title}\n\n${comments.map(asItem).join('\n')}`];

/** An item of a list; further lines belong to it by their indentation, so that code stays as it is. */
function asItem({ path, line, text }: LineComment): string {
  const place = `- ${inlineCode(path)}, ${line}:`;
  const told = text.trim();
  return told.includes('\n')
    ? `${place}\n\n${closeMarkdown(told).replaceAll(/^(?=.)/gm, '  ')}`
    : `${place} ${told}`;
}
