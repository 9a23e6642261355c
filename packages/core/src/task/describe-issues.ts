import type { z } from 'zod';
import type { FieldMistake } from '../errors/field-mistake.ts';
import { closestWord } from '../text/closest-word.ts';
import { formatPath } from './json.ts';
import { knownFields } from './known-fields.ts';

type Issue = z.core.$ZodIssue;

/** What names of fields are looked for in. */
export interface KnownNames {
  /** What found the mistakes. */
  readonly schema: z.core.$ZodType;
  /** Further names at the top level. @defaultValue none */
  readonly others?: readonly string[];
}

/** Mistakes that are reported: a file can have as many as it has characters. */
const MAX_MISTAKES = 100;

/**
 * Returns the mistakes that a schema found, one text each, beginning with the field: `options.cwd: expected a string`; of
 * many, the first and how many more there are. With `known`, an unknown field comes with the nearest known name.
 */
export function describeIssues(error: z.ZodError | z.core.$ZodError, known?: KnownNames): string[] {
  return findMistakes(error, known).map(mistakeText);
}

/** Returns the mistakes that {@link describeIssues} tells; the path is empty where one is about the whole. */
export function findMistakes(error: z.ZodError | z.core.$ZodError, known?: KnownNames): FieldMistake[] {
  return describeFirst(error.issues, (issue) => describeIssue(issue, [], known));
}

/** Returns a mistake as a text that begins with the field. */
export const mistakeText = ({ path, message }: FieldMistake): string =>
  path === '' ? message : `${path}: ${message}`;

/** Returns the mistakes that are about a field; undefined where none is. */
export function fieldsOf(mistakes: readonly FieldMistake[]): readonly FieldMistake[] | undefined {
  const fields = mistakes.filter(({ path }) => path !== '');
  return fields.length === 0 ? undefined : fields;
}

function describeFirst<T>(
  mistakes: readonly T[],
  describe: (mistake: T) => readonly FieldMistake[],
): FieldMistake[] {
  const shown = mistakes.slice(0, MAX_MISTAKES).flatMap(describe);
  const more = mistakes.length - MAX_MISTAKES;
  return more > 0 ? [...shown, { path: '', message: `and ${more} more` }] : shown;
}

function describeIssue(
  issue: Issue,
  parent: readonly PropertyKey[],
  known: KnownNames | undefined,
): FieldMistake[] {
  const path = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return describeFirst(issue.keys, (key) => [
      { path: formatPath([...path, key]), message: unknownField(key, path, known) },
    ]);
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const closest = issue.errors.toSorted((a, b) => a.length - b.length || deepest(b) - deepest(a))[0] ?? [];
    return describeFirst(closest, (inner) => describeIssue(inner, path, known));
  }
  if (issue.code === 'invalid_key') {
    return describeFirst(issue.issues, (inner) => describeIssue(inner, path, known));
  }
  const message = missing(issue) ? 'is missing' : lowerFirst(issue.message.replace(/^Invalid input: /, ''));
  return [{ path: formatPath(path), message }];
}

function unknownField(key: string, path: readonly PropertyKey[], known: KnownNames | undefined): string {
  const told = 'is not a known field';
  if (known === undefined) return told;
  const names = [...knownFields(known.schema, path), ...(path.length === 0 ? (known.others ?? []) : [])];
  const meant = closestWord(key, names);
  return meant === undefined ? told : `${told} (did you mean ${JSON.stringify(meant)}?)`;
}

const deepest = (issues: readonly Issue[]): number =>
  issues.reduce((deep, { path }) => Math.max(deep, path.length), 0);

const missing = (issue: Issue): boolean =>
  issue.code === 'invalid_type' && issue.message.endsWith(' received undefined');

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
