/** Deepest nesting of quotes and lists that one line can open. GitHub itself stops near 100. */
const MAX_DEPTH = 40;

/** What one run of lines, up to an empty one or the next item or heading, can hold of each. */
const MAX_BRACKETS = 8_000;
const MAX_OPEN = 200;
const MAX_UNMATCHED = 200;
const MAX_UNFINISHED_LINKS = 20;
const MAX_DECLARATIONS = 200;

/** Lines up to an empty one that belong to a quote or list without its mark, because a paragraph there goes on. */
const MAX_LAZY_LINES = 2_000;

/** Characters behind a `](` within which the link has to end to count as one. */
const LINK_LENGTH = 1_000;

/** Stands for what was taken out: a letter with which no markup, not even an address, begins. */
const MASKED = '\u{E001}';

/** A copy of a text that parses in linear time. */
export interface ParseableText {
  /** As long as the text, so that every place in it is the same. */
  readonly text: string;
  /** Places at which the copy differs, in order. Markup there was not read. */
  readonly masked: readonly number[];
}

const CONTAINERS = new RegExp(
  String.raw`^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){${MAX_DEPTH}}`,
  'gm',
);
const EXCESS = /[>*+\-.)]/g;

/**
 * Returns a copy of a text without the few inputs that take a Markdown parser quadratic time: quotes and lists nested by
 * the dozen in one line, and thousands of closing brackets, unclosed declarations or lines without the mark of their quote in one paragraph. No text that
 * people write comes near the limits.
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

/** The line ends before them: what is left is one line. */
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

/** `]` that ends a CDATA section is none of the brackets. */
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

/** Returns a search for the next place of a text, for places that only grow. Looks at each character once. */
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
