import { z } from 'zod';

type Schema = z.core.$ZodType;
type AnyFields = z.core.$ZodType<unknown, Record<string, unknown>>;

/** The schemas that say of the whole input what they hold beside what they wrap. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'catch',
  'default',
  'nonoptional',
  'nullable',
  'optional',
  'prefault',
  'readonly',
]);

/** An input schema that is not made of objects with known fields: `z.any()`, `z.string()`, `z.record(...)`. */
export class NoObjectError extends Error {
  constructor(type: string) {
    super(
      `its input must be an object with known fields, not ${type}; for any fields at all use z.looseObject({})`,
    );
  }
}

/**
 * The same schema with every object at its top level strict: also those in unions, in intersections, and before a
 * transform. `looseObject` and `catchall` keep their word.
 *
 * Throws {@link NoObjectError} for what is not made of objects.
 */
export function strictInput(schema: z.ZodType): z.ZodType {
  return strict(schema) as z.ZodType;
}

/** The fields that an input schema names at its top level. Throws {@link NoObjectError} as {@link strictInput}. */
export function inputFields(schema: z.ZodType): ReadonlySet<string> {
  return fieldsOf(topLevelObjects(schema));
}

function strict(schema: Schema): Schema {
  if (schema instanceof z.core.$ZodObject) {
    return isSilent(schema) ? changed(schema, { catchall: z.never() }) : schema;
  }
  if (schema instanceof z.core.$ZodIntersection) return strictIntersection(schema);
  const parts = Object.entries(partsOf(schema)).map(([name, part]) => [
    name,
    Array.isArray(part) ? part.map((option: Schema) => strict(option)) : strict(part as Schema),
  ]);
  return changed(schema, Object.fromEntries(parts) as object);
}

/** No part may be strict by itself: it would reject the fields of the others. */
function strictIntersection(schema: z.core.$ZodIntersection): Schema {
  const objects = topLevelObjects(schema);
  if (objects.some((object) => isLoose(object))) return schema;
  const known = [...fieldsOf(objects)].map((name) => [name, z.unknown().optional()]);
  return z.pipe(z.strictObject(Object.fromEntries(known) as z.core.$ZodShape), schema as AnyFields);
}

function topLevelObjects(schema: Schema): z.core.$ZodObject[] {
  if (schema instanceof z.core.$ZodObject) return [schema];
  return Object.values(partsOf(schema))
    .flat()
    .flatMap((part) => topLevelObjects(part));
}

const fieldsOf = (objects: readonly z.core.$ZodObject[]): ReadonlySet<string> =>
  new Set(objects.flatMap((object) => Object.keys(object._zod.def.shape)));

/** Whether an object says nothing of unknown fields, so that zod drops them. */
const isSilent = (object: z.core.$ZodObject): boolean => object._zod.def.catchall === undefined;

const isLoose = (object: z.core.$ZodObject): boolean =>
  !isSilent(object) && !(object._zod.def.catchall instanceof z.core.$ZodNever);

/** The parts of a schema that see the whole input, by their name in its definition. */
function partsOf(schema: Schema): Readonly<Record<string, Schema | readonly Schema[]>> {
  if (schema instanceof z.core.$ZodUnion) return { options: schema._zod.def.options };
  if (schema instanceof z.core.$ZodIntersection) {
    const { left, right } = schema._zod.def;
    return { left, right };
  }
  if (schema instanceof z.core.$ZodPipe) {
    const { in: before, out } = schema._zod.def;
    // A function comes first in z.preprocess(): what it makes of the input is checked behind it.
    return before instanceof z.core.$ZodTransform ? { out } : { in: before };
  }
  const { type, innerType } = schema._zod.def as { type: string; innerType?: Schema };
  if (innerType !== undefined && WRAPPERS.has(type)) return { innerType };
  throw new NoObjectError(type);
}

const changed = (schema: Schema, changes: object): Schema =>
  z.core.clone(schema, { ...schema._zod.def, ...changes });
