import { parseArgument, text as anyText } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { beforeCharacter } from '../replies/split-text.ts';
import { cleanText } from './clean-text.ts';
import { visibleCode } from './visible-code.ts';

/** How text from GitHub is put into a prompt. */
export interface DataOptions {
  /** Most characters. @defaultValue 20000 */
  readonly limit?: number;
  /** More about where it comes from, such as its author; shown as attributes. */
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** Whether it is code, of which nothing is left out, rather than Markdown. @defaultValue false */
  readonly isCode?: boolean;
}

const optionsSchema: z.ZodType<DataOptions> = z.strictObject({
  limit: z.number().optional(),
  attributes: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  isCode: z.boolean().optional(),
}) as z.ZodType<DataOptions>;

/**
 * Text from GitHub as data in a prompt: cleaned, capped with a note, in a block that no text in it can end.
 *
 * @param name - of the block: lower-case letters and `-`
 *
 * Throws a `TypeError` for another name of the block or an attribute.
 */
export function asData(name: string, text: string, options: DataOptions = {}): string {
  parseArgument(anyText, name, { of: 'asData()', name: 'name' });
  parseArgument(anyText, text, { of: 'asData()', name: 'text' });
  const parsed = parseArgument(optionsSchema, options, { of: 'asData()' });
  const { limit = 20_000, attributes = {}, isCode = false } = parsed;
  assertName(name);
  const pairs = Object.entries(attributes).map(([key, value]) => {
    assertName(key);
    return ` ${key}="${escapeAttribute(String(value))}"`;
  });
  const lookAlike = new RegExp(`<(?=\\s*(?:/\\s*)?${name})`, 'gi');
  const shown = cap(isCode ? visibleCode(text) : cleanText(text), limit).replaceAll(lookAlike, '&lt;');
  return `<${name}${pairs.join('')}>\n${shown}\n</${name}>`;
}

function assertName(name: string): void {
  if (!/^[a-z][a-z-]*$/.test(name)) {
    throw new TypeError(`"${name}" cannot name a block of data: only lower-case letters and - can.`);
  }
}

function cap(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, beforeCharacter(text, limit));
  return `${kept}\n[... ${text.length - kept.length} more characters left out ...]`;
}

const escapeAttribute = (value: string): string =>
  cleanText(value)
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\s+/g, ' ');
