import type { Plugin } from '../plugin/define-plugin.ts';
import type { TaskRunner } from '../execution/task-runner.ts';
import { outcomeConformance } from './outcome-conformance.ts';
import type { RunnerContractOptions } from './contract-options.ts';
import fixturePlugin from './fixture-plugin.ts';
import { lifecycleConformance } from './lifecycle-conformance.ts';
import { cancellationConformance } from './cancellation-conformance.ts';
import type { ConformanceTest } from './conformance-test.ts';

export type { ConformanceTest } from './conformance-test.ts';
export type { RunnerContractOptions } from './contract-options.ts';

/** The plugin that the contract's tasks belong to. */
export const runnerContractPlugin: Plugin = fixturePlugin;

/** URL of a module whose default export is {@link runnerContractPlugin}, for a runner that loads plugins itself. */
export const runnerContractPluginUrl: string = new URL('./fixture-plugin.ts', import.meta.url).href;

/**
 * Returns the conformance tests for runners, for any test framework:
 *
 * ```ts
 * for (const { title, run } of runnerContract((options) => new MyRunner(options))) it(title, run);
 * ```
 *
 * @param create - creates a runner that has {@link runnerContractPlugin}
 */
export function runnerContract(
  create: (options: RunnerContractOptions) => TaskRunner | Promise<TaskRunner>,
): readonly ConformanceTest[] {
  return [...lifecycleConformance, ...outcomeConformance, ...cancellationConformance].map(
    ({ title, verify }) => ({
      title,
      run: () => verify(create),
    }),
  );
}
