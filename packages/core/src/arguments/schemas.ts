import { z } from 'zod';

/** The fields of a schema for an interface: each of them, so that no field is forgotten and then rejected. */
export type ShapeOf<T> = { readonly [Field in keyof T]-?: z.core.$ZodType };

/** Text of any kind. */
export const text: z.ZodString = z.string();

/** Text that names something. */
export const nonEmptyText: z.ZodString = z.string().min(1, 'must not be empty');

/** Texts, such as the arguments of a command. */
export const texts: z.ZodType<readonly string[]> = z.array(text);

/** Values by their names. An object of another class than `Object` counts too, as `process.env` is one. */
export function valuesByName<T>(value: z.ZodType<T>): z.ZodType<Record<string, T>> {
  return z.preprocess(
    (given) =>
      Object.prototype.toString.call(given) === '[object Object]' ? { ...(given as object) } : given,
    z.record(z.string(), value),
  );
}

/** An environment, such as `process.env`. */
export const environmentVariables: z.ZodType<NodeJS.ProcessEnv> = valuesByName(text.optional());

/** A number, or `Infinity` for no limit. */
export const numberOrInfinity: z.ZodType<number> = z.custom<number>(
  (value) => typeof value === 'number' && value > Number.NEGATIVE_INFINITY,
  { error: 'expected a number', abort: true },
);

/** A function; what it takes is its own matter. */
export function callable<T extends (...given: never[]) => unknown>(): z.ZodType<T> {
  return z.custom<T>((value) => typeof value === 'function', { error: orMissing('expected a function') });
}

/** An object of whatever class, handed on as it is. */
export const anyObject: z.ZodType<object> = z.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  { error: (issue) => orMissing('expected an object')(issue) },
);

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

/** A duration in milliseconds, or `Infinity` for none that ends. */
export const duration: z.ZodType<number> = numberOrInfinity.refine(
  (time) => time >= 0,
  'must not be negative',
);
