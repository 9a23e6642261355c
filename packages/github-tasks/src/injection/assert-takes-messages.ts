import { AgentError, type CodingAgent } from '@poppobuilder/agent';

/** Throws `AGENT_UNSUPPORTED` when an agent takes no messages while it works. */
export function assertTakesMessages({ name, capabilities }: CodingAgent): void {
  if (capabilities.send) return;
  throw new AgentError({
    code: 'AGENT_UNSUPPORTED',
    message: `The agent ${JSON.stringify(name)} takes no messages while it works, so issues.comments "inject" cannot be used.`,
    hint: 'Set issues.comments to "queue", or choose another agent with agent.provider.',
    component: 'agent',
  });
}
