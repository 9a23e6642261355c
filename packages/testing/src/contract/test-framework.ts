/** Groups tests. */
export type DescribeFunction = (name: string, body: () => void) => unknown;

/** Declares a test; `timeout` is in milliseconds. */
export type ItFunction = (name: string, test: () => Promise<void>, timeout?: number) => unknown;

/** What declares tests. */
export interface TestFramework {
  readonly describe: DescribeFunction;
  readonly it: ItFunction;
}

/** What its user has chosen. */
interface GivenFramework {
  readonly describe?: DescribeFunction | undefined;
  readonly it?: ItFunction | undefined;
}

/** Returns what is given, else the globals of the running test framework, else `node:test`. */
export function findFramework({ describe, it }: GivenFramework): TestFramework {
  const framework = frameworkOf(globalThis) ?? frameworkOf(vitest()) ?? process.getBuiltinModule('node:test');
  return { describe: describe ?? framework.describe, it: it ?? framework.it };
}

/** Vitest has globals only where its configuration says so, but leaves its module there for what is loaded later. */
const vitest = (): unknown => Reflect.get(globalThis, '__vitest_index__');

function frameworkOf(holder: unknown): TestFramework | undefined {
  const { describe, it } = Object(holder) as Partial<TestFramework>;
  return typeof describe === 'function' && typeof it === 'function' ? { describe, it } : undefined;
}
