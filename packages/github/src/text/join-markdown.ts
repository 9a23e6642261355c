import { parseArgument, text as anyText, texts as listOfTexts } from '@poppobuilder/core/runner-kit';
import { readMarkdown } from '../markdown/read-markdown.ts';
import { closeMarkdown } from './close-markdown.ts';

/** Between two lists, which would be one. */
const SEPARATOR = '<!-- -->';

/** Joins Markdown texts so that each reads as it does alone: none takes in, or changes, the next. Empty ones are left out. */
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

/** Whether the end of a text, such as a list, would go on in the next one. */
function takesIn(text: string, next: string): boolean {
  if (!/^(?:\s|[-+*]|\d{1,9}[.)])/.test(next)) return false;
  const last = readMarkdown(text).tree.children.at(-1)?.type;
  if (last === 'code')
    return /^(?: {4}| {0,3}\t)/.test(next) && /\n(?: {4}| {0,3}\t)[^\n]*\s*$/.test(`\n${text}`);
  if (last !== 'list' && last !== 'footnoteDefinition') return false;
  return /^\s/.test(next) || readMarkdown(next).tree.children[0]?.type === 'list';
}

/** Puts a word such as a name before Markdown: in its first paragraph, or above what is none. */
export function prefixMarkdown(prefix: string, text: string): string {
  parseArgument(anyText, prefix, { of: 'prefixMarkdown()', name: 'prefix' });
  parseArgument(anyText, text, { of: 'prefixMarkdown()', name: 'text' });
  if (prefix.trim() === '') return text;
  const isParagraph = readMarkdown(text).tree.children[0]?.type === 'paragraph';
  return isParagraph ? `${prefix}${text.trimStart()}` : `${prefix.trim()}\n\n${text}`;
}
