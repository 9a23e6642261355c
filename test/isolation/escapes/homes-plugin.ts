import { CodingAgent } from '@poppobuilder/agent';
import {
  CommandRunner,
  definePlugin,
  defineTaskHandler,
  type Permissions,
  type Plugin,
  type TaskHandler,
} from '@poppobuilder/core';
import { z } from 'zod';

const WORK: Permissions = { commands: true, network: true, files: 'project' };

const input = z.strictObject({ line: z.string() });
const output = z.object({ reported: z.string() });

/** Runs a shell line. */
const commandHandler = (type: string, permissions: Permissions): TaskHandler =>
  defineTaskHandler({
    type,
    description: 'Runs a line.',
    input,
    output,
    permissions,
    services: { commands: CommandRunner },
    async handle({ line }, _context, { commands }) {
      const { stdout } = await commands.run(line, [], { shell: true, reject: false });
      return { success: true, reported: stdout };
    },
  });

/** Runs a shell line, and then the agent. */
const agentHandler = (type: string, permissions: Permissions): TaskHandler =>
  defineTaskHandler({
    type,
    description: 'Runs a line and the agent.',
    input,
    output,
    permissions,
    services: { agent: CodingAgent, commands: CommandRunner },
    async handle({ line }, _context, { agent, commands }) {
      await commands.run(line, [], { shell: true, reject: false });
      return { success: true, reported: (await agent.run({ prompt: 'Work.' })).output };
    },
  });

/** Task types of several sets of secrets and permissions. */
const homesPlugin: Plugin = definePlugin({
  name: 'homes-for-tests',
  apiVersion: 1,
  handlers: [
    commandHandler('command', WORK),
    commandHandler('command-like-the-first', WORK),
    commandHandler('command-with-secret', { ...WORK, secrets: ['deploy'] }),
    commandHandler('offline-command', { ...WORK, network: false }),
    agentHandler('agent', { ...WORK, secrets: ['agent'] }),
    agentHandler('agent-like-the-first', { ...WORK, secrets: ['agent'] }),
    agentHandler('agent-with-token', { ...WORK, secrets: ['agent', 'github'] }),
  ],
});

export default homesPlugin;
