/** Deepest nesting of quotes and lists that one line can open. GitHub itself stops near 100. */
const MAX_DEPTH = 40;

/** Limits for a run of lines, up to an empty line or the next item or heading. */
const MAX_BRACKETS = 8_000;
const MAX_OPEN = 200;
const MAX_UNMATCHED = 200;
const MAX_UNFINISHED_LINKS = 20;
const MAX_DECLARATIONS = 200;

/** Maximum number of lazy continuation lines: lines that belong to a quote or list without its marker. */
const MAX_LAZY_LINES = 2_000;

/** Maximum number of characters after `](` within which a link must end. */
const LINK_LENGTH = 1_000;

/** Replaces masked characters: a letter with which no markup starts, not even a URL. */
const MASKED = '\u{E001}';

/** A copy of a text that parses in linear time. */
export interface ParseableText {
  /** As long as the text, so that all offsets are the same. */
  readonly text: string;
  /** Offsets at which the copy differs, in order. Markup there was not parsed. */
  readonly masked: readonly number[];
}

const CONTAINERS = new RegExp(
  String.raw`^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){${MAX_DEPTH}}`,
  'gm',
);
const EXCESS = /[>*+\-.)]/g;

/**
 * Returns a copy of a text without the inputs for which a Markdown parser needs quadratic time: dozens of nested quotes
 * and lists in one line, and thousands of closing brackets, unclosed declarations or lazy continuation lines in one
 * paragraph. No text that people write comes near these limits.
 */
export function parseableText(text: string): ParseableText {
  const masked = [...excessContainers(text), ...excessLazyLines(text), ...excessMarkup(text)].toSorted(
    (a, b) => a - b,
  );
  if (masked.length === 0) return { text, masked };
  const pieces: string[] = [];
  let copied = 0;
  for (const place of masked) {
    if (place < copied) continue;
    pieces.push(text.slice(copied, place), MASKED);
    copied = place + 1;
  }
  pieces.push(text.slice(copied));
  return { text: pieces.join(''), masked };
}

function excessContainers(text: string): number[] {
  const places: number[] = [];
  for (const { index, 0: run } of text.matchAll(CONTAINERS)) {
    const end = text.indexOf('\n', index + run.length);
    const rest = /^[ \t>*+\-.)\d]*/.exec(text.slice(index + run.length, end === -1 ? undefined : end));
    for (const mark of (rest?.[0] ?? '').matchAll(EXCESS)) places.push(index + run.length + mark.index);
  }
  return places;
}

const LINE_START =
  /^(?:[ \t]*$|([ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))|( {0,3}(?:```|~~~))|(?=\S))/gm;

/** Returns the line breaks before the excess lines, so that they join into one line. */
function excessLazyLines(text: string): number[] {
  const places: number[] = [];
  let isContained = false;
  let count = 0;
  for (const { index, 0: whole, 1: mark, 2: fence } of text.matchAll(LINE_START)) {
    if (mark !== undefined || fence !== undefined) isContained = mark !== undefined;
    else if (whole !== '' || index === text.length || text[index] === '\n') {
      isContained = false;
      count = 0;
    } else if (isContained) {
      count += 1;
      if (count > MAX_LAZY_LINES) places.push(index - 1);
    }
  }
  return places;
}

/** A `]` that ends a CDATA section does not count as a bracket. */
const MARKUP = /\n(?=[ \t]*\n| {0,3}(?:[-*+][ \t]+\S|#{1,6}[ \t]))|\[|\](?!\]?>)|<[!?]/g;

const NONE = { brackets: 0, depth: 0, unmatched: 0, links: 0, declarations: 0 };

function excessMarkup(text: string): number[] {
  const places: number[] = [];
  let count = { ...NONE };
  const nextEnd = finder(text, ')');
  for (const { index, 0: mark } of text.matchAll(MARKUP)) {
    if (mark.startsWith('\n')) count = { ...NONE };
    else if (mark.startsWith('<')) {
      count.declarations += 1;
      if (count.declarations > MAX_DECLARATIONS) places.push(index);
    } else {
      count.brackets += 1;
      if (mark === '[' && count.depth === MAX_OPEN) {
        places.push(index);
        continue;
      }
      if (mark === '[') count.depth += 1;
      else if (count.depth === 0) count.unmatched += 1;
      else {
        count.depth -= 1;
        if (text[index + 1] === '(' && nextEnd(index) - index > LINK_LENGTH) count.links += 1;
      }
      const { brackets, unmatched, links } = count;
      if (brackets > MAX_BRACKETS || unmatched > MAX_UNMATCHED || links > MAX_UNFINISHED_LINKS)
        places.push(index);
    }
  }
  return places;
}

/** Returns a function that finds the next occurrence of a text from ever growing offsets. Reads each character once. */
function finder(text: string, what: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      const next = text.indexOf(what, from);
      found = next === -1 ? Infinity : next;
    }
    return found;
  };
}
