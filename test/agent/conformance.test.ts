import { agentContract } from '@poppobuilder/agent/conformance';
import { describe, it, vi } from 'vitest';
import { claudeUnderTest, codexUnderTest } from '../support/agents-under-test.ts';

// The real agents take their time where other tests run beside them.
vi.setConfig({ testTimeout: 60_000, maxConcurrency: 3 });

describe.each([claudeUnderTest, codexUnderTest])('the contract of coding agents: $provider', (agent) => {
  it.concurrent.each(agentContract(agent))('$title', ({ run }) => run());
});
