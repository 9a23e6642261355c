import { join } from 'node:path';
import { agentConfig, CodingAgent } from '@poppobuilder/agent';
import { AGENT_SERVICES, ARGUMENTS } from '@poppobuilder/agent/provider-kit';
import { definePlugin, defineService, type Plugin } from '@poppobuilder/core';
import { privilegeKey, withCheckedArguments } from '@poppobuilder/core/runner-kit';
import { CodexAgent } from './codex-agent.ts';
import { codexConfig, NAME, SECRET } from './codex-config.ts';

export { type CodexConfig, codexConfig, type ModelPrice } from './codex-config.ts';

const plugin: Plugin = definePlugin({
  name: '@poppobuilder/agent-codex',
  apiVersion: 1,
  services: [
    defineService({
      token: CodingAgent,
      provider: NAME,
      services: AGENT_SERVICES,
      secrets: [SECRET],
      configuration: [agentConfig, codexConfig],
      create: ({ limits, ...services }, { secrets }) =>
        withCheckedArguments<CodingAgent>(
          new CodexAgent(services, secrets[SECRET], join(NAME, privilegeKey(limits.permissions))),
          ARGUMENTS,
        ),
    }),
  ],
});

export default plugin;
