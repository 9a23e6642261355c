import type { Plugin } from '../plugin/define-plugin.ts';
import type { TaskRunner } from '../execution/task-runner.ts';
import { outcomeConformance } from './outcome-conformance.ts';
import fixturePlugin from './fixture-plugin.ts';
import { lifecycleConformance } from './lifecycle-conformance.ts';
import { cancellationConformance } from './cancellation-conformance.ts';
import type { ConformanceTest } from './conformance-test.ts';

export type { ConformanceTest } from './conformance-test.ts';

/** What a runner under test is made with. */
export interface RunnerContractOptions {
  /** Milliseconds. */
  readonly timeout: number;
  /** Milliseconds. */
  readonly grace: number;
  readonly concurrency: number;
  /** Folder for the runner's own data. */
  readonly homeFolder: string;
}

/** The plugin that the contract's tasks belong to. */
export const runnerContractPlugin: Plugin = fixturePlugin;

/** Address of a module whose default export is {@link runnerContractPlugin}, for a runner that loads plugins itself. */
export const runnerContractPluginUrl: string = new URL('./fixture-plugin.ts', import.meta.url).href;

/**
 * What every runner must hold, as facts with a title and a test, for any test framework:
 *
 * ```ts
 * for (const fact of runnerContract((options) => new MyRunner(options))) it(fact.title, fact.run);
 * ```
 *
 * @param create - makes a runner that has {@link runnerContractPlugin}
 */
export function runnerContract(
  create: (options: RunnerContractOptions) => TaskRunner | Promise<TaskRunner>,
): readonly ConformanceTest[] {
  return [...lifecycleConformance, ...outcomeConformance, ...cancellationConformance].map(
    ({ title, holds }) => ({
      title,
      run: () => holds(create),
    }),
  );
}
