import type { Nodes, Root } from 'mdast';
import type { Extension } from 'mdast-util-from-markdown';
import { withLinearAutolinks } from './linear-autolinks.ts';
import { markdownParsers } from './parsers.ts';
import { parseableText } from './parsing-limits.ts';

/** A part of a text, by its offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Markdown as GitHub parses it, with the positions of syntax that the tree does not show. */
export interface MarkdownDocument {
  readonly source: string;
  readonly tree: Root;
  /** Titles of links, images and definitions, with their quotes. */
  readonly titles: readonly Span[];
  /** Lines that open or close fenced code, without the containers around them. */
  readonly fences: readonly Span[];
  /** Backslashes that escape the next character. */
  readonly escapes: ReadonlySet<number>;
  /** Ends of character references such as `&amp;`, by their starts. */
  readonly references: ReadonlyMap<number, number>;
  /** Offsets at which markup was not parsed, because the text exceeds the parsing limits. */
  readonly unread: readonly number[];
}

let latest: MarkdownDocument | undefined;

/**
 * Parses GitHub Flavored Markdown in linear time. Emphasis and strikethrough count as text. The latest document is
 * cached, because callers usually inspect it several times.
 */
export function readMarkdown(source: string): MarkdownDocument {
  if (latest?.source !== source) latest = parse(source);
  return latest;
}

function parse(source: string): MarkdownDocument {
  const { fromMarkdown, gfm, gfmFromMarkdown } = markdownParsers();
  const { text, masked } = parseableText(source);
  const titles: Span[] = [];
  const fences: Span[] = [];
  const escapes = new Set<number>();
  const references = new Map<number, number>();
  const take = (spans: Span[]) => (token: { start: { offset: number }; end: { offset: number } }) => {
    spans.push({ start: token.start.offset, end: token.end.offset });
  };
  let opened: number | undefined;
  const places: Extension = {
    enter: {
      resourceTitle: take(titles),
      definitionTitle: take(titles),
      codeFencedFence: take(fences),
      escapeMarker: ({ start }) => void escapes.add(start.offset),
      characterReferenceMarker({ start, end }) {
        if (opened === undefined) opened = start.offset;
        else {
          references.set(opened, end.offset);
          opened = undefined;
        }
      },
    },
  };
  // The parser removes the first byte order mark without counting it.
  const tree = fromMarkdown(`\u{FEFF}${text}`, {
    // Neither emphasis nor strikethrough hides text, and finding their ends takes quadratic time.
    extensions: [withLinearAutolinks(gfm()), { disable: { null: ['attention', 'strikethrough'] } }],
    // Its transforms turn more words into links and lose their positions.
    mdastExtensions: [...gfmFromMarkdown().map(({ transforms: _, ...extension }) => extension), places],
  });
  return { source, tree, titles, fences, escapes, references, unread: masked };
}

/** Returns the span of a node in its source. */
export function spanOf({ position }: Nodes): Span {
  return { start: position?.start.offset ?? 0, end: position?.end.offset ?? 0 };
}

/** Visits a tree in the order of its text, without recursion; `enter` returns whether to visit the children. */
export function visit(
  tree: Nodes,
  { enter, exit }: { readonly enter: (node: Nodes) => boolean | void; readonly exit?: (node: Nodes) => void },
): void {
  const stack: { readonly node: Nodes; readonly isLeft: boolean }[] = [{ node: tree, isLeft: false }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, isLeft } = next;
    if (isLeft) {
      exit?.(node);
      continue;
    }
    stack.push({ node, isLeft: true });
    if (enter(node) === false || !('children' in node)) continue;
    for (const child of node.children.toReversed()) stack.push({ node: child, isLeft: false });
  }
}
