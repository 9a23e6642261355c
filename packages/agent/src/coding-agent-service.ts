import { join } from 'node:path';
import { createServiceToken, defineService, type ServiceToken } from '@poppobuilder/core';
import { privilegeKey, withCheckedArguments } from '@poppobuilder/core/runner-kit';
import { agentConfig, DEFAULT_PROVIDER, SETTINGS_FOLDER } from './agent-config.ts';
import { AGENT_SERVICES } from './agent-services.ts';
import { chosenProvider } from './agent-settings.ts';
import { ARGUMENTS } from './arguments.ts';
import { ClaudeAgent } from './claude/claude-agent.ts';
import type { CodingAgent as Contract } from './coding-agent.ts';

/** A coding agent that works in the project. */
export type CodingAgent = Contract;

/**
 * Service token of {@link CodingAgent}. Plugins add agents as providers; the configuration chooses one by its name, in
 * `agent.provider` or for tasks of one type in `agent.taskTypes`. The default is the Claude CLI.
 */
export const CodingAgent: ServiceToken<CodingAgent> = createServiceToken<CodingAgent>({
  id: '@poppobuilder/agent/CodingAgent',
  scope: 'task',
  component: 'agent',
  choose: ({ taskType, section }) => chosenProvider(section(agentConfig), taskType),
  defaultFactory: (token) =>
    defineService({
      token,
      provider: DEFAULT_PROVIDER,
      services: AGENT_SERVICES,
      secrets: ['agent'],
      configuration: [agentConfig],
      create: ({ limits, ...services }, { secrets }) =>
        withCheckedArguments<CodingAgent>(
          new ClaudeAgent(
            services,
            secrets['agent'],
            join(SETTINGS_FOLDER, privilegeKey(limits.permissions)),
          ),
          ARGUMENTS,
        ),
    }),
});

declare module '@poppobuilder/core' {
  interface ProjectComponents {
    readonly agent: CodingAgent;
  }
}
