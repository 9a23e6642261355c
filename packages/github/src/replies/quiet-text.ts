import { parseArgument, text as anyText } from '@poppobuilder/core/runner-kit';
import { splitCodeBlocks } from '../prompts/code-blocks.ts';
import { withoutMarkers } from './markers.ts';

/** What closes an issue when the text is merged, with what may stand before the name of the issue. */
const CLOSING =
  /\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b(:?[\s*_~([\]\\<]+)(?=#|GH-\d|https?:|[\w.-]+\/[\w.-]+#)/gi;

/** The name of somebody or of a team, and the part of an address that looks like one. */
const MENTION = /(?<![\w/])@(?=[a-z0-9])/gi;
const IN_ADDRESS = /(?<=\/)@(?=[a-z0-9])/gi;

/** What other programs on GitHub take for a command. */
const COMMAND = /^([ \t>]*)\/(?=[a-z])/gim;

/**
 * The text of an agent, so that it only says something: it closes no issue, calls nobody, commands no other program, and is
 * no marker of ours. Markdown can write all of these in other letters, which are read first.
 */
export function quietText(text: string): string {
  parseArgument(anyText, text, { of: 'quietText()', name: 'text' });
  return splitCodeBlocks(withoutMarkers(withPlainLetters(text)))
    .map((piece) => (piece.isCode ? piece.text : quiet(piece.text)))
    .join('')
    .replaceAll(CLOSING, '$1$2issue ');
}

const quiet = (text: string): string =>
  splitCode(text)
    .map(({ isCode, part }) =>
      isCode ? part : part.replaceAll(MENTION, '@<!-- -->').replaceAll(IN_ADDRESS, '%40'),
    )
    .join('')
    .replaceAll(COMMAND, String.raw`$1\/`);

/** Letters, digits and signs that are written by their number. */
function withPlainLetters(text: string): string {
  return text
    .replaceAll('&num;', '#')
    .replaceAll('&commat;', '@')
    .replaceAll(/&#(?:(\d{1,7})|x([0-9a-f]{1,6}));/gi, (whole, decimal?: string, hex?: string) => {
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      const character = code < 0x7f ? String.fromCodePoint(code) : '';
      return /^[\w#@/:.\- ]$/.test(character) ? character : whole;
    });
}

interface Part {
  readonly isCode: boolean;
  readonly part: string;
}

/** Inline code, where it is code without a doubt: in a paragraph whose every line closes what it opens. */
function splitCode(text: string): Part[] {
  return text.split(/(\n[ \t]*\n)/).flatMap((paragraph) => {
    const isPlain = !/[\\<|]/.test(paragraph);
    const lines = paragraph.split(/(?<=\n)/);
    if (!isPlain || !lines.every(closesCode)) return [{ isCode: false, part: paragraph }];
    return paragraph.split(/(`[^`\n]+`)/).map((part, index) => ({ isCode: index % 2 === 1, part }));
  });
}

/** Whether each backtick of a line stands alone and has its other half there. */
const closesCode = (line: string): boolean =>
  !line.includes('``') && (line.match(/`/g)?.length ?? 0) % 2 === 0;
