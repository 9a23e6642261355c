import { z } from 'zod';

/** The fields of a schema for an interface: each of them, so that no field is forgotten and then refused. */
export type ShapeOf<T> = { readonly [Field in keyof T]-?: z.core.$ZodType };

/** Text of any kind. */
export const text: z.ZodString = z.string();

/** Text that names something. */
export const nonEmptyText: z.ZodString = z.string().min(1, 'must not be empty');

/** Texts, such as the arguments of a command. */
export const texts: z.ZodType<readonly string[]> = z.array(text);

/** Environment variables. Zod takes `process.env` for no record, since it has a prototype of its own: it is copied first. */
const variables = <T extends z.ZodType<string | undefined>>(
  value: T,
): z.ZodType<Readonly<Record<string, z.output<T>>>> =>
  z.preprocess(
    (given) => (typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...given } : given),
    z.record(text, value),
  );

/** An environment, in which a variable may be absent. */
export const environmentVariables: z.ZodType<NodeJS.ProcessEnv> = variables(text.optional());

/** Variables that are all set. */
export const setVariables: z.ZodType<Readonly<Record<string, string>>> = variables(text);

/** A function; what it takes is its own matter. */
export function callable<T extends (...given: never[]) => unknown>(): z.ZodType<T> {
  return z.custom<T>((value) => typeof value === 'function', { error: orMissing('expected a function') });
}

/** An object with these functions, of whatever class, handed on as it is. */
export function withFunctions<T extends object>(
  names: readonly (keyof T & string)[],
  what: string,
): z.ZodType<T> {
  const shown = names.map((name) => `${name}()`).join(', ');
  return z.custom<T>((value) => names.every((name) => typeof Object(value)[name] === 'function'), {
    error: orMissing(`expected ${what} with ${shown}`),
  });
}

const orMissing =
  (message: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? 'is missing' : message;

/** A duration; a timer that is safe for any takes it. In milliseconds; `Infinity` is none that ends. */
export const duration: z.ZodType<number> = z.custom<number>(
  (value) => typeof value === 'number' && value >= 0,
  'must be a number of milliseconds from 0',
);
