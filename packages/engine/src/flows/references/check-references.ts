import { TaskError } from '@poppobuilder/core';
import { type CheckedTask, describeIssues } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { fillReferences, hasReferences, type ReferencePlace } from './find-references.ts';

/** The places of a task's own fields that are filled in when it starts; undefined when it has none. Throws `INVALID_TASK`. */
export function referencesIn(fields: CheckedTask['fields']): readonly ReferencePlace[] | undefined {
  if (!hasReferences(fields)) return undefined;
  const places: ReferencePlace[] = [];
  fillReferences(fields, (place) => void places.push(place));
  return places;
}

/**
 * Checks the fields as far as they are known before references are filled in: what the schema says of a place with a
 * reference, or of something around it as a whole, is left for later. Throws `INVALID_TASK`.
 */
export function checkKnownFields(
  fields: CheckedTask['fields'],
  type: string,
  schema: z.ZodType,
  places: readonly ReferencePlace[],
): void {
  const parsed = schema.safeParse(fillReferences(fields, () => null));
  if (parsed.success) return;
  const certain = parsed.error.issues.filter(
    (issue) => issue.code === 'unrecognized_keys' || !places.some(({ at }) => isAlong(issue.path, at)),
  );
  if (certain.length === 0) return;
  const mistakes = describeIssues(new z.ZodError(certain), { schema }).join('; ');
  throw new TaskError({
    code: 'INVALID_TASK',
    message: `The task of type "${type}" is not valid: ${mistakes}.`,
  });
}

const isAlong = (path: readonly PropertyKey[], at: readonly PropertyKey[]): boolean =>
  path.every((key, index) => index >= at.length || key === at[index]);
