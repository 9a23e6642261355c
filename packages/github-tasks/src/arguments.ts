import { anyObject, callable, parseArgument, withFunctions } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { numberSchema } from './github-objects/issue-object.ts';

/** What the functions of this package take, by the names of their parameters. */
const PARAMETERS: Readonly<Record<string, z.ZodType>> = {
  assignment: withFunctions<{ fail(): unknown }>(['fail'], 'an assignment'),
  author: anyObject,
  comments: z.array(anyObject).optional(),
  context: anyObject,
  github: anyObject,
  isDryRun: z.boolean(),
  issue: anyObject,
  language: z.string().optional(),
  logger: anyObject,
  number: numberSchema,
  onError: callable(),
  project: callable(),
  request: anyObject,
  services: anyObject,
  signal: z.instanceof(AbortSignal),
  spent: callable(),
  state: withFunctions<{ namespace(name: string): unknown }>(['namespace'], 'a state store'),
  subject: anyObject,
  taskId: z.string().min(1),
  tasks: anyObject,
  template: z.string().optional(),
  work: callable(),
};

/** Rejects arguments of a function by their names. Throws `INVALID_TASK`. */
export function checkArguments(of: string, given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) {
    parseArgument(schemaOf(name), value, { of, name });
  }
}

/** Rejects an object by the names of its fields. Throws `INVALID_TASK`. */
export function checkFields(of: string, name: string, given: unknown, fields: readonly string[]): void {
  const shape = Object.fromEntries(fields.map((field) => [field, schemaOf(field)]));
  parseArgument(z.looseObject(shape), given, { of, name });
}

/** Each name stands for one kind of value in this package. */
function schemaOf(name: string): z.ZodType {
  const schema = PARAMETERS[name];
  if (schema === undefined) throw new Error(`There is no parameter ${name}.`);
  return schema;
}
