import type { Nodes } from 'mdast';
import { type MarkdownDocument, type Span, spanOf, visit } from './read-markdown.ts';

/** The HTML that a browser receives for Markdown: raw HTML as written, and the rendered rest. */
export interface RenderedHtml {
  /** Each text node is represented by one letter. */
  readonly html: string;
  /** Returns the offset in the source of an offset in the HTML. */
  readonly sourceOf: (place: number) => number;
  /** Whether an offset in the HTML lies in raw HTML of the source. */
  readonly isRaw: (place: number) => boolean;
}

interface Piece {
  readonly start: number;
  readonly source: number;
  readonly isRaw: boolean;
}

const ELEMENTS: Readonly<Partial<Record<Nodes['type'], string>>> = {
  blockquote: 'blockquote',
  break: 'br',
  code: 'pre',
  footnoteDefinition: 'section',
  heading: 'h2',
  inlineCode: 'code',
  link: 'a',
  linkReference: 'a',
  list: 'ul',
  listItem: 'li',
  paragraph: 'p',
  table: 'table',
  tableCell: 'td',
  tableRow: 'tr',
};

const elementOf = (node: Nodes): string | undefined =>
  node.type === 'list' && node.ordered === true ? 'ol' : ELEMENTS[node.type];

/** Tags that GitHub shows as text, whatever they contain. */
const SHOWN_TAGS =
  /<(?=\/?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)(?:[\s/>]|$))/gi;

/** Renders Markdown as far as is needed to see the effect of its HTML. */
export function renderHtml({ source, tree }: MarkdownDocument): RenderedHtml {
  const pieces: Piece[] = [];
  const output: string[] = [];
  let length = 0;
  const put = (html: string, place: number, isRaw = false): void => {
    pieces.push({ start: length, source: place, isRaw });
    output.push(html);
    length += html.length;
  };
  visit(tree, {
    enter(node) {
      const { start } = spanOf(node);
      if (node.type === 'html') {
        for (const line of rawLines(source, node)) {
          put(source.slice(line.start, line.end).replaceAll(SHOWN_TAGS, 'x'), line.start, true);
        }
        put(' ', spanOf(node).end);
        return;
      }
      const element = elementOf(node);
      if (element !== undefined) put(`<${element}>`, start);
      if (!('children' in node)) put('x', start);
    },
    exit(node) {
      const element = elementOf(node);
      if (element !== undefined && element !== 'br') put(`</${element}>`, spanOf(node).end);
    },
  });
  const pieceAt = (place: number): Piece => {
    let [low, high] = [0, pieces.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((pieces[middle]?.start ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return pieces[low] ?? { start: 0, source: 0, isRaw: false };
  };
  return {
    html: output.join(''),
    sourceOf(place) {
      const piece = pieceAt(place);
      return piece.isRaw ? piece.source + place - piece.start : piece.source;
    },
    isRaw: (place) => pieceAt(place).isRaw,
  };
}

/** The lines of an HTML node without the marks of quotes and lists before them. */
export function rawLines(source: string, node: Extract<Nodes, { type: 'html' }>): Span[] {
  const { start, end } = spanOf(node);
  const values = node.value.split(/\r\n?|\n/);
  const lines: Span[] = [];
  let place = start;
  for (const [index, value] of values.entries()) {
    const rest = source.slice(place, end);
    const lineEnd = index === values.length - 1 ? end : place + (/\r\n?|\n/.exec(rest)?.index ?? rest.length);
    const next = lineEnd === end ? end : lineEnd + (source.startsWith('\r\n', lineEnd) ? 2 : 1);
    // A tab before it may be part of both.
    lines.push({ start: Math.max(place, lineEnd - value.trimStart().length), end: next });
    place = next;
  }
  return lines;
}
