import { z } from 'zod';
import { parseJson } from '../stream/parse-event.ts';
import { withoutNulls } from '../strict-schema.ts';

/** Returns the answer in the form of a JSON Schema; nothing when it has another one. */
export function structuredAnswer(answer: string, schema: Readonly<Record<string, unknown>>): unknown {
  const value = withoutNulls(parseJson(answer));
  const check = schemaOf(schema);
  return check === undefined || check.safeParse(value).success ? value : undefined;
}

/** Returns a schema to check by, unless it says what cannot be checked here: then the provider alone has checked it. */
function schemaOf(schema: Readonly<Record<string, unknown>>): z.ZodType | undefined {
  try {
    return z.fromJSONSchema(schema);
  } catch {
    return undefined;
  }
}
