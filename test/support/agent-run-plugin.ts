import { type AgentRequest, CodingAgent } from '@poppobuilder/agent';
import { definePlugin, defineTaskHandler, type Plugin } from '@poppobuilder/core';
import { z } from 'zod';

/** A plugin with a task type that runs the coding agent once. */
const agentRunPlugin: Plugin = definePlugin({
  name: 'agent-run-for-tests',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'agent-run',
      description: 'Runs the coding agent once.',
      input: z.strictObject({ request: z.custom<AgentRequest>() }),
      output: z.object({ result: z.unknown() }),
      permissions: { commands: true, network: true, files: 'project', secrets: ['agent'] },
      services: { agent: CodingAgent },
      handle: async ({ request }, _context, { agent }) => ({
        success: true,
        result: await agent.run(request),
      }),
    }),
  ],
});

export default agentRunPlugin;
