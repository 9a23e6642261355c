import { escapeLiteral } from 'pg';
import type { SchemaNames } from '../schema/names.ts';

/** Returns the condition on a row `t` that its task has a tag. */
export const tagCondition = ({ own }: SchemaNames, tag: string): string =>
  `t.number IN (SELECT number FROM ${own}.tag WHERE tag = ${escapeLiteral(tag)})`;
