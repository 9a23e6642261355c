/** What follows the text of a link. */
export interface LinkTail {
  /** Place behind it. */
  readonly end: number;
  /** The address; absent for a reference such as `[name]`. */
  readonly target?: string;
}

/** Longest part of a text that is looked at for one link, in characters. */
const MAX_TAIL = 20_000;

/** Deepest parentheses of an address, as CommonMark allows. */
const MAX_DEPTH = 32;

/** Reads `(address "title")` or `[name]` at a place; `undefined` when there is neither. */
export function readLinkTail(text: string, from: number): LinkTail | undefined {
  if (text[from] === '[') {
    const end = text.indexOf(']', from);
    return end !== -1 && end - from < 1_000 ? { end: end + 1 } : undefined;
  }
  if (text[from] !== '(') return undefined;
  const start = skipSpace(text, from + 1);
  const end = text[start] === '<' ? angleEnd(text, start) : addressEnd(text, start);
  if (end === undefined) return undefined;
  const target = text.slice(start, end);
  const next = skipSpace(text, end);
  if (text[next] === ')') return { end: next + 1, target };
  const close = next > end ? titleEnd(text, next) : undefined;
  return close === undefined ? undefined : { end: close, target };
}

const isSpace = (character: string | undefined): boolean =>
  character === ' ' || character === '\n' || character === '\t';

function skipSpace(text: string, from: number): number {
  let place = from;
  while (place - from < 1_000 && isSpace(text[place])) place += 1;
  return place;
}

function angleEnd(text: string, from: number): number | undefined {
  for (let place = from + 1; place < Math.min(text.length, from + MAX_TAIL); place += 1) {
    const character = text[place];
    if (character === '>') return place + 1;
    if (character === '\n' || character === '<') return undefined;
  }
  return undefined;
}

function addressEnd(text: string, from: number): number | undefined {
  let depth = 0;
  for (let place = from; place < Math.min(text.length, from + MAX_TAIL); place += 1) {
    const character = text[place] ?? '';
    if (character === '\\') place += 1;
    else if (character === '(' && (depth += 1) > MAX_DEPTH) return undefined;
    else if ((character === ')' && (depth -= 1) < 0) || isSpace(character)) return place;
  }
  return undefined;
}

/** Place behind the `)` after a title. */
function titleEnd(text: string, from: number): number | undefined {
  const open = text[from] ?? '';
  const close = { '"': '"', "'": "'", '(': ')' }[open];
  if (close === undefined) return undefined;
  for (let place = from + 1; place < Math.min(text.length, from + MAX_TAIL); place += 1) {
    if (text[place] === '\\') place += 1;
    else if (open === '(' && text[place] === open) return undefined;
    else if (text[place] === close) {
      const next = skipSpace(text, place + 1);
      return text[next] === ')' ? next + 1 : undefined;
    }
  }
  return undefined;
}
