import { escapeLiteral } from 'pg';
import type { SchemaNames } from '../schema/names.ts';

/** Returns the condition on a row `t` that its id, type, key, metadata, or a value of the fields of its type contains a text. */
export const textCondition = (names: SchemaNames, text: string): string =>
  `t.number IN (SELECT number FROM ${names.own}.search WHERE ${containsText(names, text)})`;

/** Returns the condition on a row of the table of texts that it contains a text. */
export function containsText({ own }: SchemaNames, text: string): string {
  const pattern = `%${text.replaceAll(/[%_\\]/g, String.raw`\$&`)}%`;
  return `text LIKE ${own}.search_form(${escapeLiteral(pattern)})`;
}
