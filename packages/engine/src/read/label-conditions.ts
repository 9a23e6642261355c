import { escapeLiteral } from 'pg';
import { arrayLiteral } from '../database/array-literal.ts';
import { TASK_QUEUES } from '../job/queue-names.ts';
import type { SchemaNames } from '../schema/names.ts';

/** Returns the conditions on a row `t` that its task requires labels. Without a queue of such tasks, none is looked at. */
export function labelConditions({ boss }: SchemaNames, labels: readonly string[]): string[] {
  const queues = `SELECT name FROM ${boss}.queue WHERE starts_with(name, '${TASK_QUEUES}/')
    AND (string_to_array(name, '/'))[3:] @> ${escapeLiteral(arrayLiteral(labels))}::text[]`;
  return [`(SELECT EXISTS (${queues}))`, `t.queue = ANY(ARRAY(${queues}))`];
}
