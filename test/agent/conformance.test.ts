import { agentContract } from '@poppobuilder/agent/conformance';
import { describe, it, vi } from 'vitest';
import { claudeUnderTest, codexUnderTest } from '../support/agents-under-test.ts';
import { sampleVariants } from '../support/sample-variants.ts';

// The real agents take their time where other tests run beside them.
vi.setConfig({ testTimeout: 60_000, maxConcurrency: 3 });

const AGENTS = [claudeUnderTest, codexUnderTest];

describe.each(AGENTS)('the contract of coding agents: $provider', (agent) => {
  sampleVariants(agent, AGENTS);

  it.concurrent.each(agentContract(agent))('$title', ({ run }) => run());
});
