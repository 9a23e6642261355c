import { TaskError } from '@poppobuilder/core';
import { EmbeddedPostgresError } from '@poppobuilder/embedded-postgres';

const refuse = (): never => {
  throw new Error('hands off');
};

/** Throws at every touch. */
const proxy: object = new Proxy(
  {},
  {
    get: refuse,
    has: refuse,
    ownKeys: refuse,
    getPrototypeOf: refuse,
    getOwnPropertyDescriptor: refuse,
  },
);

const circle: Record<string, unknown> = { name: 'circle' };
circle['self'] = circle;

/** Values that no function of ours takes in place of what it asks for, by their names. */
const HOSTILE: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['undefined', undefined],
  ['null', null],
  ['a number', 5],
  ['an empty text', ''],
  ['an empty object', {}],
  ['an empty array', []],
  ['a symbol', Symbol('hostile')],
  ['a big integer', 10n],
  ['a proxy that throws', proxy],
  ['an object that contains itself', circle],
  [
    'a getter that throws',
    {
      get options() {
        return refuse();
      },
    },
  ],
  ['not a number', Number.NaN],
]);

/** One function of a package: valid arguments by their names, and which hostile values they are valid with. */
export interface Surface {
  readonly call: (...given: never[]) => unknown;
  readonly valid: Readonly<Record<string, unknown>>;
  /** By argument: names of {@link HOSTILE} that are no mistake there. */
  readonly takes?: Readonly<Record<string, readonly string[]>>;
}

/** What keeps a function from refusing hostile arguments as it should, one text for each. */
export async function complaintsAbout(name: string, { call, valid, takes = {} }: Surface): Promise<string[]> {
  const complaints: string[] = [];
  const names = Object.keys(valid);
  for (const [position, argument] of names.entries()) {
    for (const [kind, value] of HOSTILE) {
      if (takes[argument]?.includes(kind) === true) continue;
      const given = Object.values(valid).with(position, value);
      const problem = await problemOf(call, given, argument);
      if (problem !== undefined) complaints.push(`${name}(${argument}: ${kind}) ${problem}`);
    }
  }
  return complaints;
}

async function problemOf(
  call: Surface['call'],
  given: unknown[],
  argument: string,
): Promise<string | undefined> {
  try {
    const value: unknown = await call(...(given as never[]));
    return `resolves with ${typeof value}`;
  } catch (error) {
    if (!TaskError.is(error) && !EmbeddedPostgresError.is(error))
      return `throws ${error instanceof Error ? error.stack : typeof error}`;
    const shown =
      argument === 'options'
        ? /The options of \S+ are not valid: ./
        : new RegExp(`"${argument}"|The ${argument} `);
    return shown.test(error.message) ? undefined : `does not name the argument: ${error.message}`;
  }
}

/** Names of the methods of a class that take arguments, as far as they are public. */
export function methodsOf(made: object): string[] {
  const prototype: object = Object.getPrototypeOf(made) as object;
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor')
    .filter((name) => typeof Object.getOwnPropertyDescriptor(prototype, name)?.value === 'function')
    .toSorted();
}
