import fc from 'fast-check';

/** Values that break code which trusts its input, made anew for every case: some cannot be used twice. */
const TRAPS: readonly Maker[] = [
  () => JSON.parse('{"__proto__":{"polluted":true}}') as unknown,
  () => ({ constructor: { prototype: { polluted: true } } }),
  () => nest((inner) => ({ inner }), 20_000),
  () => nest((inner) => [inner], 20_000),
  () => 'x'.repeat(1_000_000),
  () => '\0\u001B[2J\u202E\uD800',
  () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = [cycle];
    return cycle;
  },
  () => Object.defineProperty({}, 'id', { enumerable: true, get: fail }),
  () => new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail, has: fail }),
  () => new Proxy([], { get: fail }),
  () => new Proxy(() => undefined, { get: fail, apply: fail }),
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  () => ({ toJSON: fail }),
  () => ({ toJSON: () => ({ toJSON: fail }) }),
  () => ({ toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail }),
  () => Object.create(null) as unknown,
  () =>
    new (class Account {
      token = 'secret';
    })(),
  () => new Error('an error as a value', { cause: new Error('its cause') }),
  () => Object.assign(new Error('errors as its cause'), { message: { toString: fail } }),
  // oxlint-disable-next-line no-thenable -- being taken for a promise is the trap
  () => ({ then: fail }),
  () => ({
    // oxlint-disable-next-line no-thenable
    get then() {
      return fail();
    },
  }),
  // oxlint-disable-next-line no-thenable
  () => ({ then: (resolve: (value: unknown) => void) => resolve('a thenable') }),
  () => Symbol('symbol'),
  () => 10n ** 400n,
  () => fail,
  () => new Map([[{}, new Set([1])]]),
  () => new Date(Number.NaN),
  () => new Uint8Array(8),
  () => new WeakRef({}),
  () => ({ [Symbol.for('poppobuilder.TaskError')]: true }),
  () => Array.from({ length: 2 }).fill('x'.repeat(100_000)),
  () => globalThis,
];

function fail(): never {
  throw new Error('touched');
}

function nest(wrap: (inner: unknown) => unknown, depth: number): unknown {
  let value: unknown = 0;
  for (let level = 0; level < depth; level += 1) value = wrap(value);
  return value;
}

/** Makes a value; kept apart from it because fast-check itself could not touch every value. */
export type Maker = () => unknown;

/** Anything at all. */
export const hostileValue: fc.Arbitrary<Maker> = fc.oneof(
  fc
    .anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withObjectString: true,
      withTypedArray: true,
      withSparseArray: true,
      maxDepth: 4,
    })
    .map(makerOf),
  fc.jsonValue().map(makerOf),
  fc.constantFrom(...TRAPS),
);

function makerOf(value: unknown): Maker {
  return Object.assign(() => value, { [fc.toStringMethod]: () => fc.stringify(value) });
}

/** Keys that a task has, and keys that objects have for reasons of their own. */
const key = fc.oneof(
  fc.constantFrom('id', 'type', 'projectId', 'projectPath', 'projectConfig', 'timeout', 'metadata'),
  fc.constantFrom(
    'text',
    'count',
    'options',
    'githubToken',
    '',
    '__proto__',
    'constructor',
    'toString',
    'toJSON',
  ),
  fc.string(),
);

/** One property of a task: what its value is made of, or nothing to take it away. */
interface Change {
  readonly name: string;
  readonly inner?: string;
  readonly make?: Maker;
  readonly getter?: boolean;
}

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ name: key, make: hostileValue }),
  fc.record({ name: key }),
  fc.record({ name: key, make: fc.constant(fail), getter: fc.constant(true) }),
  fc.record({
    name: fc.constantFrom('projectConfig', 'metadata', 'options'),
    inner: key,
    make: hostileValue,
  }),
);

/** A valid task with up to four changes. */
export function changedTask(valid: Readonly<Record<string, unknown>>): fc.Arbitrary<Maker> {
  return fc.array(change, { maxLength: 4 }).map((changes) =>
    Object.assign(() => changes.reduce(applyChange, { ...valid }), {
      [fc.toStringMethod]: () => `${fc.stringify(valid)} changed by ${fc.stringify(changes)}`,
    }),
  );
}

function applyChange<T extends object>(task: T, { name, inner, make, getter }: Change): T {
  Reflect.deleteProperty(task, name);
  if (make === undefined) return task;
  const value = getter === true ? undefined : inner === undefined ? make() : { [inner]: make() };
  const property = getter === true ? { get: make } : { value, writable: true };
  return Object.defineProperty(task, name, { ...property, enumerable: true, configurable: true });
}

/** Small in memory, and without end when every path through it is walked. */
export const endlessValues: readonly (readonly [name: string, value: unknown])[] = [
  ['objects that share objects', shareTwice(40)],
  ['an array that claims to be long', Object.assign([], { length: 2 ** 32 - 1 })],
];

function shareTwice(levels: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < levels; level += 1) value = [value, value];
  return value;
}
