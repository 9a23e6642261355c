import type { z } from 'zod';
import { parseArgument } from './parse-argument.ts';

/** The arguments of one method, in order. */
type MethodArguments = readonly (readonly [name: string, schema: z.ZodType])[];

/** What the methods of a service take, by their names. */
export type ArgumentTable<T> = { readonly [Method in keyof T]?: MethodArguments };

/**
 * Returns a service whose asynchronous methods check what they are given before the service sees it: they reject with
 * `INVALID_TASK`, which names the argument. All else is the service's own.
 */
export function withCheckedArguments<T extends object>(service: T, table: ArgumentTable<T>): T {
  const checked = new Map<PropertyKey, unknown>();
  for (const [method, expected] of Object.entries(table) as [keyof T & string, MethodArguments][]) {
    const original = service[method] as (...given: readonly unknown[]) => unknown;
    checked.set(method, async (...given: readonly unknown[]) => {
      const parsed = expected.map(([name, schema], index) =>
        parseArgument(schema, given[index], { of: `${method}()`, name }),
      );
      return original.apply(service, parsed);
    });
  }
  return new Proxy(service, {
    get: (target, name) => {
      if (checked.has(name)) return checked.get(name);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
