import { keepStart, parseArgument, text as anyText } from '@poppobuilder/core/runner-kit';
import { type Edit, mergeEdits } from '../markdown/edits.ts';
import { readMarkdown } from '../markdown/read-markdown.ts';
import { hiddenHtml } from './hidden-html.ts';
import { hiddenMarkdown } from './hidden-markdown.ts';
import { INVISIBLE, LINE_BREAKS, withoutInvisible } from './invisible-characters.ts';
import { unreadParts } from './unread-parts.ts';

/** Maximum length of a body or comment on GitHub. In characters. */
const MAX_LENGTH = 65_536;

/** Without these, Markdown hides nothing. */
const MARKUP = /[<[]|`{3}|~{3}/;

/**
 * Returns what a reader on GitHub sees of Markdown, byte for byte, without hidden content. Code in every form is kept,
 * apart from invisible characters. A text that is longer than GitHub allows is cut at that length.
 */
export function visibleText(markdown: string): string {
  parseArgument(anyText, markdown, { of: 'visibleText()', name: 'markdown' });
  const source = keepStart(markdown, MAX_LENGTH)
    .replace(/^\u{FEFF}/u, '')
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n');
  const shown = withoutInvisible(source);
  if (!MARKUP.test(source)) return shown;
  if (shown === source) return cut(shown, mergeEdits(hiddenContent(shown)));
  // Once as GitHub parses it, and once as it parses without the invisible characters.
  const places = shownPlaces(source);
  const asShown = new Map(places.map((place, index) => [place, index]));
  const placed = (place: number): number => nearest(places, asShown, place);
  const edits = hiddenContent(source).map((edit) => ({
    ...edit,
    start: placed(edit.start),
    end: placed(edit.end),
  }));
  return cut(shown, mergeEdits([...edits, ...hiddenContent(shown)]));
}

function hiddenContent(source: string): Edit[] {
  const document = readMarkdown(source);
  return [...hiddenMarkdown(document), ...hiddenHtml(document), ...unreadParts(document)];
}

/** Returns the offsets of the visible characters of a text. */
function shownPlaces(source: string): number[] {
  const hidden = new Set<number>();
  const lines = source.replaceAll(LINE_BREAKS, '\n');
  for (const { index, 0: character } of lines.matchAll(INVISIBLE)) {
    for (let unit = 0; unit < character.length; unit += 1) hidden.add(index + unit);
  }
  return Array.from({ length: source.length }, (_, place) => place).filter((place) => !hidden.has(place));
}

function nearest(places: readonly number[], asShown: ReadonlyMap<number, number>, place: number): number {
  const end = (places.at(-1) ?? -1) + 1;
  for (let next = place; next < end; next += 1) {
    const found = asShown.get(next);
    if (found !== undefined) return found;
  }
  return places.length;
}

/** Removes parts. The texts before and after a part must not become markup together. */
function cut(source: string, edits: readonly Edit[]): string {
  const output: string[] = [];
  let tail = '';
  let copied = 0;
  let hasGap = false;
  const keep = (text: string): void => {
    if (text === '') return;
    if (hasGap && /<[!/]?-?$/.test(tail)) output.push(' ');
    output.push(text);
    tail = (tail + text.slice(-3)).slice(-3);
    hasGap = false;
  };
  for (const { start, end, text } of edits) {
    keep(source.slice(copied, start));
    keep(text);
    hasGap ||= text === '';
    copied = end;
  }
  keep(source.slice(copied));
  return output.join('');
}
