import { readLinkTail } from './link-tail.ts';

/**
 * Takes out of text what Markdown hides: the words of images, titles of links, definitions that nobody sees, and
 * footnotes that nothing refers to.
 */
export function withoutHiddenMarkdown(text: string): string {
  return withoutHiddenLinks(withoutDefinitions(text));
}

/** Longest label of a definition that is kept; a longer one is a text of its own. */
const MAX_LABEL = 60;

const DEFINITION = /^ {0,3}\[((?:[^\]\\\n]|\\.)+)\]:[ \t]*(.*)$/;

function withoutDefinitions(text: string): string {
  const footnotes = countFootnotes(text);
  const kept: string[] = [];
  let skipsUntil: string | undefined;
  for (const line of text.split('\n')) {
    const [, label, rest = ''] = DEFINITION.exec(line) ?? [];
    if (skipsUntil !== undefined) {
      const isOver = line.trim() === '' || label !== undefined;
      const isLast = skipsUntil !== '' && line.includes(skipsUntil);
      if (isOver || isLast) skipsUntil = undefined;
      if (!isOver) continue;
    }
    if (label === undefined) kept.push(line);
    else if (label.startsWith('^')) {
      if ((footnotes.get(label.toLowerCase()) ?? 0) > 1) kept.push(line);
      else skipsUntil = '';
    } else {
      const [, target = '', after = ''] = /^(<[^>\n]*>|\S*)(.*)$/.exec(rest) ?? [];
      if (label.length <= MAX_LABEL && /^<?[a-z][a-z0-9+.-]*:\/\/\S/i.test(target))
        kept.push(`[${label}]: ${target}`);
      skipsUntil = openTitle(target, after);
    }
  }
  return kept.join('\n');
}

/** What ends the title that goes on in the next lines; an empty string for the end of the paragraph. */
function openTitle(target: string, after: string): string | undefined {
  const title = after.trim();
  if (target === '') return '';
  if (title === '') return undefined;
  const close = title.startsWith('(') ? ')' : title[0];
  return close !== undefined && `"')`.includes(close) && !title.slice(1).includes(close) ? close : undefined;
}

function countFootnotes(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [, label = ''] of text.matchAll(/\[(\^[^\]\s]{1,200})\]/g)) {
    const key = label.toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function withoutHiddenLinks(text: string): string {
  const closing = matchBrackets(text);
  const output: string[] = [];
  let kept = 0;
  for (const [open, close] of closing) {
    if (open < kept) continue;
    const isImage = text[open - 1] === '!' && text[open - 2] !== '\\' && open - 1 >= kept;
    if (!isImage) continue;
    output.push(text.slice(kept, open - 1), '[image]');
    kept = readLinkTail(text, close + 1)?.end ?? close + 1;
  }
  output.push(text.slice(kept));
  return withoutTitles(output.join(''));
}

function withoutTitles(text: string): string {
  const output: string[] = [];
  let kept = 0;
  for (
    let place = text.indexOf('](', 0);
    place !== -1;
    place = text.indexOf('](', Math.max(kept, place + 1))
  ) {
    const tail = readLinkTail(text, place + 1);
    if (tail?.target === undefined) continue;
    output.push(text.slice(kept, place + 1), `(${tail.target})`);
    kept = tail.end;
  }
  output.push(text.slice(kept));
  return output.join('');
}

/** Where each `[` is closed, in the order of the text. An empty line closes nothing. */
function matchBrackets(text: string): [open: number, close: number][] {
  const pairs: [number, number][] = [];
  let open: number[] = [];
  for (let place = 0; place < text.length; place += 1) {
    const character = text[place];
    if (character === '\\') place += 1;
    else if (character === '[') open.push(place);
    else if (character === '\n' && text[place + 1] === '\n') open = [];
    else if (character === ']') {
      const start = open.pop();
      if (start !== undefined) pairs.push([start, place]);
    }
  }
  return pairs.toSorted(([a], [b]) => a - b);
}
