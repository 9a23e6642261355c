import type { AgentUnderTest } from './agent-under-test.ts';

/** A test that every coding agent must pass. */
export interface ConformanceTest {
  readonly title: string;
  /** Rejects with an `AssertionError` when the agent does not pass. */
  readonly run: () => Promise<void>;
}

/** A conformance test before it is bound to an agent. */
export interface UnboundTest {
  readonly title: string;
  readonly verify: (agent: AgentUnderTest) => Promise<void>;
}
