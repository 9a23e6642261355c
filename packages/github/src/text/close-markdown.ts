import { parseArgument, text as anyText } from '@poppobuilder/core/runner-kit';
import type { DefaultTreeAdapterTypes } from 'parse5';
import { htmlTokens } from '../markdown/html-tokens.ts';
import { htmlParser } from '../markdown/parsers.ts';
import { readMarkdown, spanOf } from '../markdown/read-markdown.ts';
import { renderHtml } from '../markdown/rendered-html.ts';
import { framedBlocks } from './framed-blocks.ts';

let latest = '';

/**
 * Returns Markdown with all its blocks closed, so that a text after it, separated by an empty line, renders as it does
 * alone. The latest result is cached, because a text that was cut is often joined next.
 */
export function closeMarkdown(text: string): string {
  parseArgument(anyText, text, { of: 'closeMarkdown()', name: 'text' });
  if (!/[`~<]/.test(text) || text === latest) return text;
  latest = closeHtml(closeBlock(text));
  return latest;
}

/** The ends of the kinds of HTML blocks that continue over empty lines. */
const HTML_ENDS: readonly (readonly [RegExp, string])[] = [
  [/^<!--/, '-->'],
  [/^<\?/, '?>'],
  [/^<!\[CDATA\[/, ']]>'],
  [/^<![a-z]/i, '>'],
  [/^<(?=(script|pre|style|textarea)(?:[\s>]|$))/i, '</'],
];

/** Closes code or HTML at the end of a text. In a quote or a list it ends with them. */
function closeBlock(text: string): string {
  const document = readMarkdown(text);
  const last = document.tree.children.at(-1);
  if (last === undefined) return text;
  const { start } = spanOf(last);
  if (last.type === 'code') {
    const open = framedBlocks(document).find((block) => block.start === start && !block.isClosed);
    return open === undefined ? text : `${text}${text.endsWith('\n') ? '' : '\n'}${open.closeInPlace}`;
  }
  if (last.type !== 'html') return text;
  for (const [kind, end] of HTML_ENDS) {
    const found = kind.exec(last.value);
    if (found === null) continue;
    if (end !== '</') return last.value.includes(end) ? text : `${text}\n${end}`;
    const isClosed = /<\/(?:script|pre|style|textarea)>/i.test(last.value);
    return isClosed ? text : `${text}\n</${found[1]}>`;
  }
  return text;
}

/** A private-use letter that represents the text that follows. */
const NEXT = '\u{E000}';

/** Elements that end implicitly with their parent. */
const IMPLIED = new Set('dd dt li optgroup option p rp rt tbody td tfoot th thead tr'.split(' '));

/** What Markdown recognizes as an end tag. */
const NAME = /^[a-z][a-z\d-]*$/;

const isClosable = (name: string): boolean => NAME.test(name) && !IMPLIED.has(name);

/** Number of tags above which elements are closed without building a tree, which could take quadratic time. */
const MAX_TAGS = 3_000;

function closeHtml(text: string): string {
  if (!text.includes('<')) return text;
  const shown = withoutUnfinishedTag(text);
  const { html } = renderHtml(readMarkdown(shown));
  const tokens = htmlTokens(`${html}<p>${NEXT}`);
  // A comment, or what HTML takes for one, such as `<![`, that ends in what follows.
  const swallowing = tokens.some(
    ({ kind, start, end }) => kind === 'hidden' && start < html.length && end > html.length,
  );
  if (swallowing) return closeHtml(`${shown}\n\n<!-- -->`);
  const templates = tokens.filter(({ name }) => name === 'template').length;
  const ended = tokens.filter(({ kind, name }) => kind === 'end' && name === 'template').length;
  if (templates > 2 * ended) {
    return closeHtml(`${shown}\n\n${'</template>\n'.repeat(templates - 2 * ended)}`.trimEnd());
  }
  const tags = tokens.filter(({ kind }) => kind === 'start');
  const open = tags.length > MAX_TAGS ? [] : elementsAround(`${html}<p>${NEXT}`);
  const ends = open.filter(isClosable).map((name) => `</${name}>`);
  return ends.length === 0 ? shown : `${shown}\n\n${ends.join('\n')}`;
}

/** An unfinished tag would swallow what follows, so it is shown as text. */
function withoutUnfinishedTag(text: string): string {
  const { html, sourceOf } = renderHtml(readMarkdown(text));
  const end = htmlTokens(html).at(-1)?.end ?? 0;
  if (end >= html.length) return text;
  const place = sourceOf(end);
  if (text[place] !== '<') return text;
  return withoutUnfinishedTag(`${text.slice(0, place)}&lt;${text.slice(place + 1)}`);
}

/** Returns the names of the elements that are open at the end of HTML, innermost first. */
function elementsAround(html: string): string[] {
  const fragment = htmlParser().parseFragment(html);
  const nodes: DefaultTreeAdapterTypes.ChildNode[] = [...fragment.childNodes];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (node.nodeName === '#text' && 'value' in node && node.value.endsWith(NEXT)) return ancestors(node);
    if (!('tagName' in node)) continue;
    for (const child of node.childNodes) nodes.push(child);
  }
  return [];
}

function ancestors(text: DefaultTreeAdapterTypes.TextNode): string[] {
  const names: string[] = [];
  for (let node = text.parentNode; node !== null && 'tagName' in node; node = node.parentNode) {
    if (names.length > 0 || node.tagName !== 'p') names.push(node.tagName);
  }
  return names;
}
