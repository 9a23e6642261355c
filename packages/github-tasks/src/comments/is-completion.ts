/** Words that report completion when a comment says nothing else. */
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

/** Phrases that may accompany a keyword. */
const PLEASANTRIES: ReadonlySet<string> = new Set(
  [
    'thanks, thank you, thank you very much, thanks a lot, many thanks, thx, great, perfect, nice, lgtm, looks good',
    'looks good to me, awesome, good job, great job, great work, ok, okay, all good, it works, works',
    'ありがとう, ありがとうございます, ありがとうございました, 了解, 了解です, お疲れ様でした',
  ].flatMap((list) => list.split(', ')),
);

/** Signs of agreement. Any other emoji, such as a thumb down, may mean the opposite. */
const AGREEING =
  /[👍👌👏🙏🎉🥳🚀💯✅☑✔❤💚😀😁😃😄😊🙂😍🤩🏆⭐]|[:;]-?[)D](?!\S)|:(?:\+1|tada|white_check_mark|heart|rocket):/gu;

/** Modifiers of an emoji. */
const MODIFIERS = /\u{FE0F}|\p{Emoji_Modifier}/gu;

/**
 * Characters of prose and simple emphasis. A question mark, an open check box, strikethrough, code, a link or a sign of
 * refusal is not among them.
 */
const PLAIN = /[\p{L}\p{N}\s.!,;:'’…。、！，・*_#@–—-]/gu;

/** A quotation up to the next empty line, because text directly below it belongs to it. */
const QUOTATION = /^ {0,3}>.*(?:\n(?!\s*$).*)*/gm;

/** Indented code. */
const INDENTED = /^(?: {4}| {0,3}\t)\s*\S/m;

/** Maximum length of a comment that reports completion. In characters. */
const MAX_LENGTH = 300;

/**
 * Whether a comment reports completion in its author's own words and contains nothing else but pleasantries. Anything
 * that may mean the opposite, such as a question, is left to the agent.
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
