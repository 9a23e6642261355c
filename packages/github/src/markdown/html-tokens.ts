import type { Token } from 'parse5';
import { htmlParser } from './parsers.ts';

/** A tag, comment, declaration or text of HTML, with its place. */
export interface HtmlToken {
  readonly kind: 'start' | 'end' | 'text' | 'hidden';
  /** Name of a tag in lower case; empty otherwise. */
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly start: number;
  readonly end: number;
}

/** Returns the tokens of HTML, without tags that never end. */
export function htmlTokens(html: string): HtmlToken[] {
  const { Tokenizer } = htmlParser();
  const tokens: HtmlToken[] = [];
  const take =
    (kind: HtmlToken['kind']) =>
    (token: Token.Token): void => {
      const { startOffset: start = 0, endOffset: end = 0 } = token.location ?? {};
      const isTag = 'tagName' in token;
      tokens.push({
        kind,
        name: isTag ? token.tagName : '',
        attributes: isTag ? token.attrs : [],
        start,
        end,
      });
    };
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      onStartTag: take('start'),
      onEndTag: take('end'),
      onComment: take('hidden'),
      onDoctype: take('hidden'),
      onCharacter: take('text'),
      onNullCharacter: take('text'),
      onWhitespaceCharacter: take('text'),
      onEof: () => undefined,
    },
  );
  tokenizer.write(html, true);
  return tokens;
}
