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

/** Signs that agree. Any other emoji, such as a thumb down, may say the opposite. */
const AGREEING =
  /[👍👌👏🙏🎉🥳🚀💯✅☑✔❤💚😀😁😃😄😊🙂😍🤩🏆⭐]|[:;]-?[)D](?!\S)|:(?:\+1|tada|white_check_mark|heart|rocket):/gu;

/** What belongs to an emoji: its colour, and that it is one. */
const MODIFIERS = /\u{FE0F}|\p{Emoji_Modifier}/gu;

/**
 * What prose and simple emphasis are made of. A question mark, an open box, a struck word, code, a link or a sign of
 * refusal is none of it.
 */
const PLAIN = /[\p{L}\p{N}\s.!,;:'’…。、！，・*_#@–—-]/gu;

/** A quotation, down to the next empty line: text right below it belongs to it. */
const QUOTATION = /^ {0,3}>.*(?:\n(?!\s*$).*)*/gm;

/** Code by indentation. */
const INDENTED = /^(?: {4}| {0,3}\t)\s*\S/m;

/** Longest comment that can close the loop. In characters. */
const MAX_LENGTH = 300;

/**
 * Whether a comment says that all is done, in words of its author's own, and nothing else but pleasantries. What may say
 * the opposite, such as a question, is for the agent to judge.
 */
export function isCompletion(body: string, keywords: readonly string[] = KEYWORDS): boolean {
  if (body.length > MAX_LENGTH) return false;
  const own = body.replaceAll(/\r\n?/g, '\n').replaceAll(QUOTATION, '').normalize('NFC');
  const words = own.replaceAll(AGREEING, ' ').replaceAll(MODIFIERS, '');
  const ofKeywords = new Set(keywords.join(''));
  const isPlain = Array.from(words.replaceAll(PLAIN, '')).every((character) => ofKeywords.has(character));
  if (!isPlain || INDENTED.test(own)) return false;
  const known = new Set(keywords.map(normalised));
  const sentences = words
    .replaceAll(/@[\w-]+/g, ' ')
    .split(/[.!?,;:\n。、！，]+/)
    .map(normalised)
    .filter((sentence) => sentence !== '');
  return (
    sentences.some((sentence) => known.has(sentence)) &&
    sentences.every((sentence) => known.has(sentence) || PLEASANTRIES.has(sentence))
  );
}

const normalised = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}' ]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
