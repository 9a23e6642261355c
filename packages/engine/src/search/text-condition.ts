import { escapeLiteral } from 'pg';
import type { SchemaNames } from '../schema/names.ts';

/** Returns the condition on a row `t` that its id, type, key, metadata, or a value of the fields of its type contains a text. */
export function textCondition({ own }: SchemaNames, text: string): string {
  const pattern = escapeLiteral(`%${text.replaceAll(/[%_\\]/g, String.raw`\$&`)}%`);
  return `t.number IN (SELECT number FROM ${own}.search WHERE text ILIKE ${pattern})`;
}
