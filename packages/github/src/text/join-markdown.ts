import { parseArgument, text as anyText, texts as listOfTexts } from '@poppobuilder/core/runner-kit';
import { readMarkdown } from '../markdown/read-markdown.ts';
import { closeMarkdown } from './close-markdown.ts';

/** Separates two lists, which would otherwise merge. */
const SEPARATOR = '<!-- -->';

/** Returns Markdown texts joined so that each renders as it does alone. Empty texts are left out. */
export function joinMarkdown(texts: readonly string[]): string {
  parseArgument(listOfTexts, texts, { of: 'joinMarkdown()', name: 'texts' });
  const written = texts.filter((text) => text.trim() !== '');
  const parts = written.flatMap((text, index) => {
    const next = written[index + 1];
    if (next === undefined) return [text];
    const closed = closeMarkdown(text);
    return takesIn(closed, next) ? [closed, SEPARATOR] : [closed];
  });
  return parts.join('\n\n');
}

/** Whether the end of a text, such as a list, would continue in the next one. */
function takesIn(text: string, next: string): boolean {
  if (!/^(?:\s|[-+*]|\d{1,9}[.)])/.test(next)) return false;
  const last = readMarkdown(text).tree.children.at(-1)?.type;
  if (last === 'code')
    return /^(?: {4}| {0,3}\t)/.test(next) && /\n(?: {4}| {0,3}\t)[^\n]*\s*$/.test(`\n${text}`);
  if (last !== 'list' && last !== 'footnoteDefinition') return false;
  return /^\s/.test(next) || readMarkdown(next).tree.children[0]?.type === 'list';
}

/** Returns Markdown with a prefix such as a name: in its first paragraph, or above a block that is not a paragraph. */
export function prefixMarkdown(prefix: string, text: string): string {
  parseArgument(anyText, prefix, { of: 'prefixMarkdown()', name: 'prefix' });
  parseArgument(anyText, text, { of: 'prefixMarkdown()', name: 'text' });
  if (prefix.trim() === '') return text;
  const isParagraph = readMarkdown(text).tree.children[0]?.type === 'paragraph';
  return isParagraph ? `${prefix}${text.trimStart()}` : `${prefix.trim()}\n\n${text}`;
}
