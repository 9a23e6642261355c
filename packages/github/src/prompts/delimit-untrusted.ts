import {
  numberOrInfinity,
  parseArgument,
  text as anyText,
  type ShapeOf,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { characterStart } from '../text/cut-text.ts';
import { cutMarkdown } from '../text/split-markdown.ts';
import { withoutInvisible } from './invisible-characters.ts';
import { plainText } from './plain-text.ts';
import { visibleCode } from './visible-code.ts';
import { visibleText } from './visible-text.ts';

/** Options of {@link delimitUntrusted}. */
export interface UntrustedTextOptions {
  /** Maximum length. In characters. @defaultValue 20000 */
  readonly limit?: number;
  /** More about its origin, such as its author; shown as attributes. */
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** Lines of plain text before the text, such as a title, by name. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Whether the text is code, which is kept whole, rather than Markdown. @defaultValue false */
  readonly isCode?: boolean;
}

const optionsSchema = z.strictObject({
  limit: numberOrInfinity.optional(),
  attributes: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  fields: z.record(z.string(), z.string()).optional(),
  isCode: z.boolean().optional(),
} satisfies ShapeOf<UntrustedTextOptions>);

/**
 * Returns text from GitHub as data for a prompt: what people see of it, cut with a note, in a block that no text inside
 * can close.
 *
 * @param name - of the block: lower-case letters and `-`
 *
 * Throws `INVALID_TASK` for another name of the block or an attribute.
 */
export function delimitUntrusted(name: string, text: string, options: UntrustedTextOptions = {}): string {
  const of = 'delimitUntrusted()';
  parseArgument(nameSchema, name, { of, name: 'name' });
  parseArgument(anyText, text, { of, name: 'text' });
  const {
    limit = 20_000,
    attributes = {},
    fields = {},
    isCode = false,
  } = parseArgument(optionsSchema, options, { of });
  const pairs = Object.entries(attributes).map(([key, value]) => {
    parseArgument(nameSchema, key, { of, name: 'attributes' });
    return ` ${key}="${escapeAttribute(String(value))}"`;
  });
  const lines = Object.entries(fields).map(([field, value]) => `${field}: ${plainText(value)}\n`);
  const head = lines.length === 0 ? '' : `${lines.join('')}\n`;
  const body = isCode
    ? cap(visibleCode(text), limit, characterStart)
    : cap(visibleText(text), limit, (shown, most) => cutMarkdown(shown, most));
  const lookAlike = new RegExp(`<(?=\\s*(?:/\\s*)?${name})`, 'gi');
  return `<${name}${pairs.join('')}>\n${(head + body).replaceAll(lookAlike, '&lt;')}\n</${name}>`;
}

const nameSchema = z.string().regex(/^[a-z][a-z-]*$/, 'must consist of lower-case letters and -');

/** Cuts a text and adds a note. `cut` returns the part to keep, or its end. */
function cap(text: string, limit: number, cut: (text: string, limit: number) => CutText | number): string {
  if (text.length <= limit) return text;
  const part = cut(text, limit);
  const { text: kept, end } = typeof part === 'number' ? { text: text.slice(0, part), end: part } : part;
  return `${kept}\n[... ${text.length - end} more characters left out ...]`;
}

interface CutText {
  readonly text: string;
  readonly end: number;
}

const escapeAttribute = (value: string): string =>
  withoutInvisible(value)
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\s+/g, ' ');
