import type { DefaultTreeAdapterTypes } from 'parse5';
import type { Edit } from '../markdown/edits.ts';
import { type HtmlToken, htmlTokens } from '../markdown/html-tokens.ts';
import { htmlParser } from '../markdown/parsers.ts';
import { type MarkdownDocument, type Span, spanOf, visit } from '../markdown/read-markdown.ts';
import { renderHtml, type RenderedHtml } from '../markdown/rendered-html.ts';

/** Replaces an image. */
export const IMAGE = '[image]';

const HIDING_STYLE =
  /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0*(?:\.0*)?(?![\d.])(?<=[0.])/i;

/** Number of tags above which everything after the first hidden element counts as hidden. */
const MAX_TAGS = 3_000;

/**
 * Finds what HTML hides in Markdown: comments, declarations, attributes, the texts of images, and hidden elements with
 * their contents, even where these are several blocks of Markdown.
 */
export function hiddenHtml(document: MarkdownDocument): Edit[] {
  if (!hasHtml(document)) return [];
  const rendered = renderHtml(document);
  const tokens = htmlTokens(rendered.html);
  const edits = tokens.flatMap((token) => hiddenBy(token, rendered));
  edits.push(
    ...hiddenElements(tokens, rendered),
    ...cdata(document),
    ...unfinishedTag(tokens, rendered, document),
  );
  return edits;
}

function hasHtml({ tree }: MarkdownDocument): boolean {
  let found = false;
  visit(tree, {
    enter(node) {
      found ||= node.type === 'html';
      return !found;
    },
  });
  return found;
}

function hiddenBy({ kind, name, attributes, start, end }: HtmlToken, rendered: RenderedHtml): Edit[] {
  if (kind === 'text' || !rendered.isRaw(start)) return [];
  const span = { start: rendered.sourceOf(start), end: rendered.sourceOf(end) };
  const written = rendered.html.slice(start, end);
  if (kind === 'hidden') return [{ ...span, text: '' }];
  if (kind === 'start' && name === 'img') return [{ ...span, text: IMAGE }];
  const shown = written.slice(0, (kind === 'start' ? 1 : 2) + name.length);
  const isBare = attributes.length === 0 && /^\s*\/?>$/.test(written.slice(shown.length));
  return isBare ? [] : [{ ...span, text: `${shown}>` }];
}

function hiddenElements(tokens: readonly HtmlToken[], { html, sourceOf }: RenderedHtml): Edit[] {
  const first = tokens.find(isHiding);
  if (first === undefined) return [];
  // A tree of formatting elements that are never closed grows with the square of their number.
  if (tokens.filter(({ kind }) => kind === 'start').length > MAX_TAGS) {
    return [{ start: sourceOf(first.start), end: sourceOf(html.length), text: '' }];
  }
  const fragment = htmlParser().parseFragment(html, { sourceCodeLocationInfo: true });
  const edits: Edit[] = [];
  const nodes: DefaultTreeAdapterTypes.ChildNode[] = [...fragment.childNodes];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (!('tagName' in node)) continue;
    const place = node.sourceCodeLocation;
    if (place && isHiding({ kind: 'start', name: node.tagName, attributes: node.attrs })) {
      edits.push({ start: sourceOf(place.startOffset), end: sourceOf(place.endOffset), text: '' });
    }
    for (const child of node.childNodes) nodes.push(child);
  }
  return edits;
}

const isHiding = ({ kind, name, attributes }: Pick<HtmlToken, 'kind' | 'name' | 'attributes'>): boolean =>
  kind === 'start' &&
  (name === 'template' ||
    attributes.some(
      (attribute) =>
        attribute.name === 'hidden' ||
        (attribute.name === 'style' &&
          HIDING_STYLE.test(attribute.value.replaceAll(/\/\*.*?(?:\*\/|$)/gs, ''))),
    ));

/** HTML ends such a section at its first `>`, and Markdown later. */
function cdata({ source, tree }: MarkdownDocument): Edit[] {
  const edits: Edit[] = [];
  visit(tree, {
    enter(node) {
      if (node.type === 'html' && node.value.startsWith('<![CDATA[')) {
        edits.push({ ...sectionOf(source, spanOf(node)), text: '' });
      }
    },
  });
  return edits;
}

function sectionOf(source: string, { start, end }: Span): Span {
  const close = source.indexOf(']]>', start);
  return { start, end: close === -1 || close >= end ? end : close + 3 };
}

/** A tag that never ends takes all behind it. */
function unfinishedTag(
  tokens: readonly HtmlToken[],
  { html, isRaw, sourceOf }: RenderedHtml,
  { source }: MarkdownDocument,
): Edit[] {
  const end = tokens.at(-1)?.end ?? 0;
  if (end >= html.length || !isRaw(end)) return [];
  return [{ start: sourceOf(end), end: source.length, text: '' }];
}
