import type { JsonObject } from './json-object.ts';
import type { Mistake } from './mistakes.ts';

/** What a field of a form edits. */
export interface SchemaFieldProps {
  readonly name: string;
  /** Where the property is in the request. */
  readonly path: string;
  readonly schema: JsonObject;
  readonly isRequired: boolean;
  readonly value: unknown;
  readonly mistakes: readonly Mistake[];
  /** Called with undefined where the property is to be left out. */
  readonly onChange: (value: unknown) => void;
}
