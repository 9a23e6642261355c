import type { Nodes } from 'mdast';
import { htmlTokens } from '../markdown/html-tokens.ts';
import { htmlParser } from '../markdown/parsers.ts';
import { type MarkdownDocument, type Span, spanOf, visit } from '../markdown/read-markdown.ts';
import { rawLines } from '../markdown/rendered-html.ts';

/** Text as readers see it, with the source offset of each character. */
export interface Prose {
  readonly text: string;
  readonly places: readonly number[];
  /** Source offset of the end of each character. */
  readonly ends: readonly number[];
}

/** The parts of Markdown. */
export interface MarkdownProse {
  /** Prose, one piece for each run of text; no GitHub syntax spans two pieces. */
  readonly pieces: readonly (Prose & { readonly isUrl: boolean })[];
  readonly code: readonly Span[];
  readonly html: readonly Span[];
}

/** Represents what is not text, such as inline code. */
const OBJECT = '\u{FFFC}';

/** Returns the prose, code and HTML of Markdown. */
export function readProse(document: MarkdownDocument): MarkdownProse {
  const pieces: (Prose & { readonly isUrl: boolean })[] = [];
  const code: Span[] = [];
  const html: Span[] = [];
  const links: Nodes[] = [];
  visit(document.tree, {
    enter(node) {
      const span = spanOf(node);
      if (node.type === 'link' && document.source[span.start] !== '[') links.push(node);
      if (node.type === 'text') pieces.push({ ...textOf(document, node), isUrl: links.length > 0 });
      else if (node.type === 'code' || node.type === 'inlineCode') {
        code.push(span);
        pieces.push({ ...opaque(node.type === 'code' ? BREAK : OBJECT, span), isUrl: false });
      } else if (node.type === 'html') {
        html.push(span);
        for (const text of textsOf(document.source, node)) pieces.push({ ...text, isUrl: false });
      } else if (node.type === 'break') pieces.push({ ...opaque('\n', span), isUrl: false });
    },
    exit(node) {
      if (links.at(-1) === node) links.pop();
      if (BLOCKS.has(node.type)) {
        const { end } = spanOf(node);
        pieces.push({ ...opaque('\n', { start: end, end }), isUrl: false });
      }
    },
  });
  return { pieces, code, html };
}

const BREAK = `\n${OBJECT}\n`;

const BLOCKS: ReadonlySet<string> = new Set(['paragraph', 'heading', 'tableCell', 'tableRow', 'html']);

const opaque = (text: string, { start, end }: Span): Prose => ({
  text,
  places: Array.from(text, () => start),
  ends: Array.from(text, () => end),
});

/** Prefix of a continuation line: quote markers and spaces. */
const LINE_PREFIX = /[ \t>]*/y;

function textOf({ source, escapes, references }: MarkdownDocument, node: Nodes): Prose {
  const { start, end } = spanOf(node);
  const collector = createCollector();
  for (let place = start; place < end;) {
    const reference = references.get(place);
    if (reference !== undefined) {
      collector.add(decoded(source.slice(place, reference)), place, reference);
      place = reference;
    } else if (escapes.has(place)) {
      collector.add(source[place + 1] ?? '', place, place + 2);
      place += 2;
    } else {
      collector.add(source[place] ?? '', place, place + 1);
      place += 1;
      if (source[place - 1] === '\n') {
        LINE_PREFIX.lastIndex = place;
        place += LINE_PREFIX.exec(source)?.[0].length ?? 0;
      }
    }
  }
  return collector.collected();
}

/** Returns the text between the tags of HTML. */
function textsOf(source: string, node: Extract<Nodes, { type: 'html' }>): Prose[] {
  const lines = rawLines(source, node);
  const raw = lines.map(({ start, end }) => source.slice(start, end)).join('');
  const places = lines.flatMap(({ start, end }) =>
    Array.from({ length: end - start }, (_, index) => start + index),
  );
  const tags = htmlTokens(raw).filter(({ kind }) => kind !== 'text');
  return [0, ...tags.map(({ end }) => end)].map((start, index) => {
    const collector = createCollector();
    const text = raw.slice(start, tags[index]?.start ?? raw.length);
    for (const { index: at, 0: match } of text.matchAll(/&(?:#\w{1,8}|\w{1,31});|[^]/g)) {
      const place = places[start + at] ?? 0;
      collector.add(match.length > 1 ? decoded(match) : match, place, place + match.length);
    }
    return collector.collected();
  });
}

interface Collector {
  add(text: string, place: number, end: number): void;
  collected(): Prose;
}

function createCollector(): Collector {
  const texts: string[] = [];
  const places: number[] = [];
  const ends: number[] = [];
  return {
    add(text, place, end) {
      texts.push(text);
      for (let unit = 0; unit < text.length; unit += 1) {
        places.push(place);
        ends.push(end);
      }
    },
    collected: () => ({ text: texts.join(''), places, ends }),
  };
}

function decoded(reference: string): string {
  const [node] = htmlParser().parseFragment(reference).childNodes;
  return node !== undefined && 'value' in node ? node.value : reference;
}
