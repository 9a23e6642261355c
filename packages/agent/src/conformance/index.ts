/**
 * Conformance tests for coding agents, for any test framework.
 *
 * @packageDocumentation
 */

import type { AgentUnderTest } from './agent-under-test.ts';
import { capabilityConformance } from './capability-conformance.ts';
import type { ConformanceTest } from './conformance-test.ts';
import { failureConformance } from './failure-conformance.ts';
import { stopConformance } from './stop-conformance.ts';
import { workConformance } from './work-conformance.ts';

export type { AgentDescription } from './agent-bench.ts';
export { agentTable, describeAgent } from './agent-table.ts';
export type { AgentUnderTest, ModelApi, ModelTurn } from './agent-under-test.ts';
export type { ConformanceTest } from './conformance-test.ts';
export { type LingeringScripts, lingeringScripts, processesBegun } from './lingering-processes.ts';

/**
 * Returns the conformance tests for coding agents, for any test framework:
 *
 * ```ts
 * for (const { title, run } of agentContract(myAgent)) it(title, run);
 * ```
 */
export function agentContract(agent: AgentUnderTest): readonly ConformanceTest[] {
  return [...workConformance, ...failureConformance, ...stopConformance, ...capabilityConformance].map(
    ({ title, verify }) => ({ title, run: () => verify(agent) }),
  );
}
