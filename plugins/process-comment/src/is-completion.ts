/** What says that all is done, when a comment says nothing else. */
const KEYWORDS: readonly string[] = [
  'done',
  'complete',
  'completed',
  'resolved',
  'solved',
  'close',
  'closed',
  'finished',
  '完了',
  '完了です',
  '完了しました',
  '解決',
  '解決しました',
  'クローズ',
];

/** What may stand beside it. */
const PLEASANTRIES: ReadonlySet<string> = new Set(
  [
    'thanks, thank you, thank you very much, thanks a lot, many thanks, thx, great, perfect, nice, lgtm, looks good',
    'looks good to me, awesome, good job, great job, great work, ok, okay, all good, it works, works',
    'ありがとう, ありがとうございます, ありがとうございました, 了解, 了解です, お疲れ様でした',
  ].flatMap((list) => list.split(', ')),
);

/** Longest comment that can close the loop. In characters. */
const MAX_LENGTH = 300;

/** Whether a comment says that all is done, and nothing else but pleasantries. */
export function isCompletion(body: string, keywords: readonly string[] = KEYWORDS): boolean {
  if (body.length > MAX_LENGTH) return false;
  const known = new Set(keywords.map(normalised));
  const sentences = body
    .replaceAll(/@[\w-]+/g, ' ')
    .split(/[.!?,;:\n。!、,]+/)
    .map(normalised)
    .filter((sentence) => sentence !== '');
  return (
    sentences.some((sentence) => known.has(sentence)) &&
    sentences.every((sentence) => known.has(sentence) || PLEASANTRIES.has(sentence))
  );
}

const normalised = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}' ]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
