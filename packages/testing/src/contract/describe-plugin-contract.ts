import assert from 'node:assert/strict';
import type { Plugin } from '@poppobuilder/core';
import { createTestProject } from '../project/create-test-project.ts';
import { runTask } from '../run/run-task.ts';
import type { TaskOutcome } from '../run/task-outcome.ts';
import type { ContractExample } from './contract-example.ts';
import { type DescribeFunction, findFramework, type ItFunction } from './test-framework.ts';

/** Options of {@link describePluginContract}. */
export interface ContractOptions {
  /** Tasks that succeed. @defaultValue the `examples` of the handlers */
  readonly examples?: readonly ContractExample[] | undefined;
  /** URL of the plugin's module: without it permissions and load-time effects cannot be judged. */
  readonly module?: URL | string | undefined;
  /** @defaultValue that of the running test framework, else of `node:test` */
  readonly describe?: DescribeFunction | undefined;
  /** @defaultValue that of the running test framework, else of `node:test` */
  readonly it?: ItFunction | undefined;
}

/**
 * Declares the tests that every plugin must pass, in vitest, node:test, jest and whatever has their `describe` and `it`.
 *
 * @example
 * ```ts
 * describePluginContract(plugin, {
 *   module: new URL('../index.js', import.meta.url),
 *   examples: [{ task: { type: 'lint' }, files: { 'a.js': 'let a' } }],
 * });
 * ```
 */
export function describePluginContract(plugin: Plugin, options: ContractOptions = {}): void {
  const { describe, it } = findFramework(options);
  const examples = options.examples ?? examplesOf(plugin);
  describe(`the contract of ${plugin.name}`, () => {
    for (const [index, example] of examples.entries()) {
      describe(`${example.task.type}, example ${index + 1}`, () => {
        it('succeeds', async () => {
          assertSucceeded(await runExample(plugin, example));
        });
        it('rejects unknown fields', async () => {
          const task = { ...example.task, unknownFieldOfContract: true };
          const { error } = await runExample(plugin, { ...example, task });
          assert.equal(
            error?.code,
            'INVALID_TASK',
            'The handler accepts a field that its input schema does not name.',
          );
        });
      });
    }
  });
}

function examplesOf({ handlers }: Plugin): ContractExample[] {
  return handlers.flatMap((handler) => {
    const { examples = [] } = handler as { readonly examples?: readonly Record<string, unknown>[] };
    return examples.map((fields) => ({ task: { ...fields, type: handler.type } }));
  });
}

async function runExample(plugin: Plugin, example: ContractExample): Promise<TaskOutcome> {
  const { files = {}, services = [], config = {}, secrets = {} } = example;
  await using project = await createTestProject({ files });
  return await runTask(plugin, example.task, { project, services, config, secrets });
}

function assertSucceeded({ error }: TaskOutcome): void {
  if (error !== undefined) throw error;
}
