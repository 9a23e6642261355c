import { ApiError } from '@poppobuilder/api/client';
import { isObject } from './json-object.ts';

/** What the daemon says is wrong with a field of the request. */
export interface Mistake {
  readonly path: string;
  readonly message: string;
}

/** Returns what the daemon said of single fields. */
export function mistakesOf(error: unknown): readonly Mistake[] {
  const fields: unknown =
    error instanceof ApiError && isObject(error.data) ? error.data['fields'] : undefined;
  if (!Array.isArray(fields)) return [];
  return fields.filter(
    (field): field is Mistake =>
      isObject(field) && typeof field['path'] === 'string' && typeof field['message'] === 'string',
  );
}

/** Returns what is wrong at a path, or below it. */
export function problemAt(mistakes: readonly Mistake[], path: string): string | undefined {
  const found = mistakes.filter(
    (one) => one.path === path || one.path.startsWith(`${path}.`) || one.path.startsWith(`${path}[`),
  );
  if (found.length === 0) return undefined;
  return found.map((one) => `${one.path.slice(path.length)} ${one.message}`.trim()).join('; ');
}
