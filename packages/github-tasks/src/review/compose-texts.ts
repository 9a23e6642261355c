import { closeMarkdown, joinMarkdown } from '@poppobuilder/github';
import { fileList, inlineCode } from '../texts/file-list.ts';
import type { LineComment, Review } from './review.ts';

/** The contents of a review's text. */
export interface ReviewBody {
  /** Comments on lines. */
  readonly placed: number;
  /** Comments about lines that are not in the diff. */
  readonly others: readonly LineComment[];
  /** URL of the reply, which holds the summary. */
  readonly replyUrl: string;
  readonly language: string | undefined;
}

/** The contents of the reply to a review. */
export interface ReviewReply {
  /** Absent when the reviewer's answer was lost. */
  readonly summary: string | undefined;
  readonly reviewUrl: string;
  /** Number of comments in the review; absent when it is unknown. */
  readonly count: number | undefined;
  readonly unread: readonly string[];
  readonly language: string | undefined;
}

/** Maximum number of files that are listed. */
const MAX_LISTED_FILES = 30;

const ENGLISH = {
  comments: (count: number) => (count === 1 ? '1 comment' : `${count} comments`),
  review: 'Review',
  summary: (replyUrl: string) => `The summary is in [my reply](${replyUrl}).`,
  noFindings: 'I have no comments on the code.',
  others: 'Comments that do not refer to a line of the diff:',
  refused: 'Comments on lines where GitHub does not accept comments:',
  part: 'More comments on the code.',
  unread:
    'I did not read these files, because they are generated, have no changed lines, or exceed the size limit:',
  nothing: 'There was nothing to review.',
  lost: 'The review is done, but its summary was lost before I could post it.',
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

/** Returns the text of a review: a link to the summary, and the comments without a position. */
export function composeReviewBody({ placed, others, replyUrl, language }: ReviewBody): string {
  const texts = textsFor(language);
  return joinMarkdown([
    ...(placed + others.length === 0 ? [texts.noFindings] : []),
    texts.summary(replyUrl),
    ...listed(others, texts.others),
  ]);
}

/** Returns the text of a review that continues another one. */
export const partText = (language: string | undefined): string => textsFor(language).part;

/** Returns a list of the comments that GitHub rejected on their lines; empty when there are none. */
export const listRefused = (
  comments: readonly LineComment[],
  language: string | undefined,
): readonly string[] => listed(comments, textsFor(language).refused);

/** Returns the reply: the summary, a link to the review, and the files that were not read. */
export function composeReviewReply(reply: ReviewReply): string {
  const { summary, reviewUrl, count, unread, language } = reply;
  const texts = textsFor(language);
  const link = count === undefined ? texts.review : texts.comments(count);
  const parts = [summary ?? texts.lost, `[${link}](${reviewUrl})`];
  if (unread.length > 0) {
    const files = unread.map((path) => ({ path }));
    parts.push(`${texts.unread}\n${fileList(files, MAX_LISTED_FILES)}`);
  }
  return joinMarkdown(parts);
}

/** Returns the summaries of all parts as one text. */
export function joinSummaries(reviews: readonly Review[], language: string | undefined): string {
  const summaries = reviews.map(({ summary }) => summary.trim()).filter((summary) => summary !== '');
  return summaries.length === 0 ? textsFor(language).nothing : joinMarkdown(summaries);
}

const listed = (comments: readonly LineComment[], title: string): readonly string[] =>
  comments.length === 0 ? [] : [`${title}\n\n${comments.map(asItem).join('\n')}`];

/** Returns an item of a list. Further lines are indented, so that code is kept. */
function asItem({ path, line, text }: LineComment): string {
  const place = `- ${inlineCode(path)}, ${line}:`;
  const told = text.trim();
  return told.includes('\n')
    ? `${place}\n\n${closeMarkdown(told).replaceAll(/^(?=.)/gm, '  ')}`
    : `${place} ${told}`;
}
