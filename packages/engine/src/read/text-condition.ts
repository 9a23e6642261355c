import { escapeLiteral } from 'pg';
import type { SchemaNames } from '../schema/names.ts';

/** The fields of every task, which are not those of its type. */
const BASE_FIELDS = ['id', 'type', 'projectId', 'projectPath', 'projectConfig', 'timeout', 'metadata'];

/** Returns the condition on a row `t` that its id, type, key, or a value of the fields of its type contains a text. */
export function textCondition({ boss }: SchemaNames, text: string): string {
  const pattern = escapeLiteral(`%${text.replaceAll(/[%_\\]/g, String.raw`\$&`)}%`);
  const base = escapeLiteral(`{${BASE_FIELDS.join(',')}}`);
  const scalars = `'strict $.** ? (@.type() == "string" || @.type() == "number")'`;
  return `(t.id ILIKE ${pattern} OR t.type ILIKE ${pattern} OR t.key ILIKE ${pattern} OR EXISTS (
    SELECT 1 FROM ${boss}.job j, jsonb_path_query((j.data->'task') - ${base}::text[], ${scalars}) value
    WHERE j.id = t.job_id AND j.name = t.queue AND value #>> '{}' ILIKE ${pattern}))`;
}
