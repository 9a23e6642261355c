import type { z } from 'zod';
import { CORE_KEYS } from '../configuration/core-keys.ts';
import type { FieldMistake } from '../errors/field-mistake.ts';
import { reasonOf } from '../errors/reason-of.ts';
import { TaskError } from '../errors/task-error.ts';
import { canBeMasked, findSecrets, type FoundSecrets } from '../secrets/find-secrets.ts';
import { fieldsOf, findMistakes, mistakeText } from './describe-issues.ts';
import { copyAsJson, type JsonValue, NotJsonError } from './json.ts';
import { BASE_FIELDS, type BaseTask, baseTaskSchema, plainTaskSchema, type Task } from './task.ts';

/** A task with its base fields checked and apart from the fields of its type. */
export interface CheckedTask {
  /** The whole task as JSON. */
  readonly task: Task;
  readonly base: BaseTask;
  readonly fields: Readonly<Record<string, JsonValue>>;
  /** What the task carries under names that say it is secret, and by its shape. */
  readonly secrets: FoundSecrets;
}

/**
 * Copies what was given as JSON and checks the base fields; a task without an id gets that of `makeId`, if it is given.
 * Throws `INVALID_TASK`, and names every field.
 */
export function checkTask(given: unknown, makeId?: () => string): CheckedTask {
  const task = asJsonObject(given);
  if (task['id'] === undefined && makeId !== undefined) task['id'] = makeId();
  const base: Record<string, JsonValue> = {};
  const fields: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(task)) (BASE_FIELDS.has(key) ? base : fields)[key] = value;
  const isPlain = base['projectConfig'] === undefined && base['metadata'] === undefined;
  const parsed = (isPlain ? plainTaskSchema : baseTaskSchema).safeParse(base);
  if (!parsed.success) throw invalidTask(findMistakes(parsed.error, { schema: baseTaskSchema }));
  const { projectConfig, metadata } = parsed.data;
  const secrets = findSecrets({ ...fields, projectConfig, metadata });
  if (!canBeMasked(secrets.texts)) throw invalidTask([ofWhole(TOO_MANY_SECRETS)]);
  return { task: task as unknown as Task, base: parsed.data, fields, secrets };
}

/** Parses the fields of a task's type and joins them with the base fields. Throws `INVALID_TASK`. */
export function checkInput(checked: CheckedTask, type: string, schema: z.ZodType): BaseTask {
  const parsed = parseFields(checked.fields, type, schema);
  if (parsed.success) return { ...(parsed.data as object), ...withoutSecrets(checked.base) };
  throw invalidTask(findMistakes(parsed.error, { schema, others: [...BASE_FIELDS] }), `of type "${type}" `);
}

function parseFields(
  fields: CheckedTask['fields'],
  type: string,
  schema: z.ZodType,
): z.ZodSafeParseResult<unknown> {
  try {
    // A copy: what a handler writes into its input must not show in events.
    return schema.safeParse(copyAsJson(fields));
  } catch (cause) {
    const message = `The input schema of "${type}" failed: ${reasonOf(cause)}.`;
    const hint = 'A schema may not be asynchronous; check what needs waiting in the handler.';
    throw new TaskError({ code: 'PLUGIN_INVALID', message, hint, cause });
  }
}

/** What a handler sees of the base fields: texts beside the sections are secrets, for those alone that declare them. */
function withoutSecrets(base: BaseTask): BaseTask {
  if (base.projectConfig === undefined) return base;
  const entries = Object.entries(base.projectConfig);
  const kept = entries.filter(([key, value]) => CORE_KEYS.has(key) || typeof value === 'object');
  return kept.length === entries.length ? base : { ...base, projectConfig: Object.fromEntries(kept) };
}

/** What an event may show of something that is not a valid task. */
export function showInvalidTask(given: unknown): Task | undefined {
  try {
    const task = asJsonObject(given);
    return typeof task['id'] === 'string' ? (task as unknown as Task) : undefined;
  } catch {
    return undefined;
  }
}

function asJsonObject(given: unknown): Record<string, JsonValue> {
  let copied: JsonValue;
  try {
    copied = copyAsJson(given);
  } catch (cause) {
    const problem = cause instanceof NotJsonError ? cause.message : 'it cannot be read';
    throw invalidTask([ofWhole(problem)], '', cause);
  }
  if (typeof copied === 'object' && copied !== null && !Array.isArray(copied)) return copied;
  const found = Array.isArray(copied) ? 'an array' : copied === null ? 'null' : `a ${typeof copied}`;
  throw invalidTask([ofWhole(`it is ${found}, not an object`)]);
}

const TOO_MANY_SECRETS =
  'it carries more than 100 values, or 64 KiB, under names that say they are secret; use .poppo/credentials.json';

/** Mistakes that a message lists before it only counts the others. */
const SHOWN_MISTAKES = 10;

const ofWhole = (message: string): FieldMistake => ({ path: '', message });

function invalidTask(mistakes: readonly FieldMistake[], kind = '', cause?: unknown): TaskError {
  const more = mistakes.length - SHOWN_MISTAKES;
  const first = mistakes.slice(0, SHOWN_MISTAKES);
  const shown = [...first.map(mistakeText), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
  const message = `The task ${kind}is not valid: ${shown}.`;
  return new TaskError({ code: 'INVALID_TASK', message, fields: fieldsOf(first), cause });
}
