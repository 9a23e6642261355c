import type { z } from 'zod';
import { reasonOf } from '../errors/reason-of.ts';
import type { TaskHandler } from '../plugin/task-handler.ts';
import { describeIssues } from '../task/describe-issues.ts';
import { copyAsJson } from '../task/json.ts';
import { BASE_FIELDS } from '../task/task.ts';
import { strictInput } from './input-schema.ts';

/** Returns what is wrong with the examples of a handler. */
export function checkExamples({ examples, input }: Pick<TaskHandler, 'examples' | 'input'>): string[] {
  if (examples.length === 0) return [];
  const schema = strictInput(input);
  return examples.flatMap((example, index) =>
    checkExample(example, schema).map((problem) => `its examples[${index}] is not valid: ${problem}`),
  );
}

function checkExample(example: Readonly<Record<string, unknown>>, schema: z.ZodType): string[] {
  const base = Object.keys(example).filter((field) => BASE_FIELDS.has(field));
  if (base.length > 0) {
    return base.map((field) => `the field "${field}" belongs to every task; give only the type's own fields`);
  }
  try {
    const parsed = schema.safeParse(copyAsJson(example));
    return parsed.success ? [] : describeIssues(parsed.error, { schema });
  } catch (error) {
    return [reasonOf(error)];
  }
}
