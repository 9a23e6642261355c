import * as agent from '@poppobuilder/agent';
import * as apiClient from '@poppobuilder/api/client';
import * as apiNode from '@poppobuilder/api/node';
import * as embeddedPostgres from '@poppobuilder/embedded-postgres';
import * as github from '@poppobuilder/github';
import * as gitHubTasks from '@poppobuilder/github-tasks';
import * as resultCache from '@poppobuilder/result-cache';
import * as telemetry from '@poppobuilder/telemetry';
import * as testing from '@poppobuilder/testing';
import * as workerPool from '@poppobuilder/worker-pool';
import * as workspace from '@poppobuilder/workspace';
import { describe, expect, it } from 'vitest';
import { listPackages } from '../../scripts/workspace.ts';

const PACKAGES: Readonly<Record<string, object>> = {
  agent,
  api: { ...apiClient, ...apiNode },
  'embedded-postgres': embeddedPostgres,
  github,
  'github-tasks': gitHubTasks,
  'result-cache': resultCache,
  telemetry,
  testing,
  'worker-pool': workerPool,
  workspace,
};

/** What no function takes in all places. */
const HOSTILE: readonly unknown[] = [undefined, null, 5, '', [], { unknown: true }];

/** The codes of errors of Node and of the system. */
const NODE_CODE = /^(?:ERR_\w+|E[A-Z\d]+)$/;

/** What a function ends with besides its result: an error with a code of ours, or not. */
async function complaintOf(call: () => unknown): Promise<string | undefined> {
  try {
    const result = await call();
    await (result as Partial<AsyncDisposable> | undefined)?.[Symbol.asyncDispose]?.();
    return undefined;
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    const isCoded = typeof code === 'string' && !NODE_CODE.test(code);
    return isCoded ? undefined : message;
  }
}

/** Classes whose constructors are private. */
const PRIVATELY_MADE = ['Assignment'];

type AnyFunction = (...given: unknown[]) => unknown;

const isClass = (value: AnyFunction): boolean => value.toString().startsWith('class');

/** The functions of a package, and the constructors and static methods of its classes. */
function functionsOf(exports: object): [name: string, call: AnyFunction][] {
  return Object.entries(exports).flatMap(([name, value]): [string, AnyFunction][] => {
    if (typeof value !== 'function') return [];
    const given = value as AnyFunction;
    if (!isClass(given)) return [[name, given]];
    const statics = Object.getOwnPropertyNames(given)
      .filter((key) => typeof Reflect.get(given, key) === 'function')
      .map((key): [string, AnyFunction] => [
        `${name}.${key}`,
        (...args) => (Reflect.get(given, key) as AnyFunction).apply(given, args),
      ]);
    if (PRIVATELY_MADE.includes(name)) return statics;
    return [[`new ${name}`, (...args) => Reflect.construct(given, args) as unknown], ...statics];
  });
}

describe.each(Object.entries(PACKAGES))('%s', (_, exports) => {
  it('refuses hostile arguments of its functions with a code', { timeout: 120_000 }, async () => {
    const complaints: string[] = [];
    for (const [called, call] of functionsOf(exports)) {
      for (const value of HOSTILE) {
        for (const count of [1, 3]) {
          const complaint = await complaintOf(() => call(...Array.from({ length: count }, () => value)));
          if (complaint !== undefined) {
            complaints.push(`${called}(${count} of ${JSON.stringify(value)}): ${complaint}`);
          }
        }
      }
    }
    expect(complaints).toEqual([]);
  });
});

it('every package with functions is here, in `core.test.ts` or in `engine.test.ts`', () => {
  const others = ['agent-codex', 'core', 'create-plugin', 'engine'];
  const packages = listPackages().flatMap(({ folder }) => /^packages\/([^/]+)$/.exec(folder)?.[1] ?? []);
  expect([...others, ...Object.keys(PACKAGES)].toSorted()).toEqual(packages);
});
