import {
  defineService,
  type JsonValue,
  type StateNamespace,
  StateStore,
  TaskError,
} from '@poppobuilder/core';
import {
  anyObject,
  copyAsJson,
  nonEmptyText,
  parseArgument,
  reasonOf,
  text,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { Fake, MethodCall } from './fake.ts';

/** Values by their keys, by namespace. */
export type FakeState = Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;

/** A fake state store, and what it holds. */
export interface FakeStateStore extends Fake<MethodCall> {
  /** Returns the values of a namespace now. */
  values(namespace: string): Readonly<Record<string, JsonValue>>;
}

const namespacesOfValues = z.record(z.string(), anyObject);

/**
 * Creates a state store in memory, which outlives tasks as the real one does. Calls are `get`, `set`, `update` and `list`, with
 * the namespace as their first argument. Throws `INVALID_TASK`.
 */
export function fakeStateStore(initial: FakeState = {}): FakeStateStore {
  parseArgument(namespacesOfValues, initial, { of: 'fakeStateStore()', name: 'initial' });
  const calls: MethodCall[] = [];
  const namespaces = new Map<string, Map<string, JsonValue>>(
    Object.entries(initial).map(([name, values]) => [name, new Map(Object.entries(values))]),
  );
  const open = (name: string): Map<string, JsonValue> => {
    const values = namespaces.get(name) ?? new Map<string, JsonValue>();
    namespaces.set(name, values);
    return values;
  };
  const blobs = new Map<string, Uint8Array>();
  const create = (): StateStore => ({
    isShared: false,
    blobs(name) {
      parseArgument(nonEmptyText, name, { of: 'blobs()', name: 'name' });
      return {
        get: async (key) => blobs.get(JSON.stringify([name, keyOf(key, 'get()')])),
        async set(key, data) {
          const at = JSON.stringify([name, keyOf(key, 'set()')]);
          if (data === undefined) blobs.delete(at);
          else blobs.set(at, Uint8Array.from(data));
        },
      };
    },
    namespace(name) {
      parseArgument(nonEmptyText, name, { of: 'namespace()', name: 'name' });
      return createNamespace(open(name), (method, ...args) => calls.push({ method, args: [name, ...args] }));
    },
  });
  return {
    service: defineService({ token: StateStore, create }),
    calls,
    values: (namespace) => Object.fromEntries(open(namespace)),
  };
}

function createNamespace(
  values: Map<string, JsonValue>,
  record: (method: string, ...args: unknown[]) => unknown,
): StateNamespace {
  const write = (key: string, value: JsonValue | undefined): void => {
    if (value === undefined) values.delete(key);
    else values.set(key, asJson(key, value));
  };
  return {
    async get(key) {
      record('get', keyOf(key, 'get()'));
      return structuredClone(values.get(key));
    },
    async set(key, value) {
      record('set', keyOf(key, 'set()'), value);
      write(key, value);
    },
    async update(key, change) {
      record('update', keyOf(key, 'update()'));
      for (;;) {
        const before = values.get(key);
        const value = await change(structuredClone(before));
        // Another change was faster.
        if (values.get(key) !== before) continue;
        write(key, value);
        return value;
      }
    },
    async list(prefix = '') {
      record('list', parseArgument(text, prefix, { of: 'list()', name: 'prefix' }));
      return [...values.keys()].filter((key) => key.startsWith(prefix)).toSorted();
    },
  };
}

const keyOf = (key: string, of: string): string => parseArgument(text, key, { of, name: 'key' });

function asJson(key: string, value: JsonValue): JsonValue {
  try {
    return copyAsJson(value);
  } catch (cause) {
    throw new TaskError({
      code: 'INVALID_TASK',
      message: `The argument "value" of set() is not valid: the state of ${JSON.stringify(key)} cannot be kept: ${reasonOf(cause)}.`,
      cause,
    });
  }
}
