import type { Plugin } from '@poppobuilder/core';
import {
  anyObject,
  callable,
  nonEmptyText,
  parseArgument,
  type ShapeOf,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { ContractOptions } from './contract-options.ts';
import { ExampleContext } from './example-context.ts';
import { examplesByHandler } from './examples-by-handler.ts';
import { fail } from './contract-test.ts';
import { PermissionJudge } from './isolated/permission-judge.ts';
import { moduleUrl } from './module-url.ts';
import { findFramework, type TestFramework } from './test-framework.ts';
import { EXAMPLE_TESTS } from './tests/example-tests.ts';
import { isIdempotent } from './tests/idempotence.ts';
import { loadsWithoutEffects } from './tests/loading.ts';
import { declaresNoMore } from './tests/permissions.ts';

const pluginArgument = z.looseObject({ name: nonEmptyText, handlers: z.array(anyObject).optional() });

const contractOptions = z.strictObject({
  examples: z.array(anyObject).optional(),
  module: z.union([z.instanceof(URL), nonEmptyText]).optional(),
  describe: callable().optional(),
  it: callable().optional(),
} satisfies ShapeOf<ContractOptions>);

/** For the slowest test under load. In milliseconds. */
const TEST_TIMEOUT = 120_000;

/**
 * Declares the tests that every plugin must pass, in vitest, node:test, jest and whatever has their `describe` and `it`.
 *
 * Each example of a handler gets at least eight tests. The title or the message of one that fails says what is wrong. Examples
 * run in this process, with all that they start, open, log and throw observed; and in a worker, if `module` is given.
 *
 * @example
 * ```ts
 * describePluginContract(plugin, {
 *   module: new URL('../index.js', import.meta.url),
 *   examples: [{ task: { type: 'lint' }, files: { 'a.js': 'let a' } }],
 * });
 * ```
 * @throws TaskError `INVALID_TASK` for what is no plugin and for other options, `INVALID_CONFIG` for an example of a type that the
 * plugin does not have
 */
export function describePluginContract(plugin: Plugin, options: ContractOptions = {}): void {
  parseArgument(pluginArgument, plugin, { of: 'describePluginContract()', name: 'plugin' });
  parseArgument(contractOptions, options, { of: 'describePluginContract()' });
  const framework = findFramework(options);
  const { describe, it } = framework;
  const module = options.module === undefined ? undefined : moduleUrl(options.module);
  const judge = new PermissionJudge(plugin, module);
  describe(`the contract of ${plugin.name}`, () => {
    if (module !== undefined) {
      it('load: loading the module does nothing else', () => loadsWithoutEffects(module), TEST_TIMEOUT);
    }
    for (const { handler, examples } of examplesByHandler(plugin, options.examples)) {
      const contexts = examples.map((example) => new ExampleContext({ plugin, handler, example }, judge));
      describe(handler.type, () => describeHandler(framework, contexts));
    }
  });
}

/** Declares the tests of one handler. */
function describeHandler({ describe, it }: TestFramework, contexts: readonly ExampleContext[]): void {
  if (contexts.length === 0) {
    it('has an example', async () =>
      fail('The handler has no example. Add one to its "examples", or to the option "examples".'));
    return;
  }
  for (const [index, context] of contexts.entries()) {
    describe(`example ${index + 1}`, () => {
      const claims = context.example.idempotent ?? context.handler.idempotent;
      for (const { title, verify } of [...EXAMPLE_TESTS, ...(claims ? [isIdempotent] : [])]) {
        it(title, () => verify(context), TEST_TIMEOUT);
      }
    });
  }
  it(
    'permission: declares no permission that no example needs',
    () => declaresNoMore(contexts),
    TEST_TIMEOUT,
  );
}
