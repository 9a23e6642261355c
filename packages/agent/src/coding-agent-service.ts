import {
  createServiceToken,
  defineService,
  Logger,
  Masker,
  ProcessSupervisor,
  ProjectContext,
  type ServiceToken,
  TaskContext,
  TaskLimits,
  TaskOutput,
} from '@poppobuilder/core';
import { agentSettingsFolder, withCheckedArguments } from '@poppobuilder/core/runner-kit';
import { ARGUMENTS } from './arguments.ts';
import { ClaudeAgent } from './claude/claude-agent.ts';
import type { CodingAgent as Contract } from './coding-agent.ts';

/** A coding agent that works in the project. */
export type CodingAgent = Contract;

/** Service token of {@link CodingAgent}; its default is the Claude CLI. */
export const CodingAgent: ServiceToken<CodingAgent> = createServiceToken<CodingAgent>({
  id: '@poppobuilder/agent/CodingAgent',
  scope: 'task',
  component: 'agent',
  defaultFactory: (token) =>
    defineService({
      token,
      services: {
        context: TaskContext,
        project: ProjectContext,
        masker: Masker,
        processes: ProcessSupervisor,
        output: TaskOutput,
        logger: Logger,
        limits: TaskLimits,
      },
      secrets: ['agent'],
      create: ({ limits, ...services }, { secrets }) =>
        withCheckedArguments<CodingAgent>(
          new ClaudeAgent(services, secrets['agent'], agentSettingsFolder(limits.permissions)),
          ARGUMENTS,
        ),
    }),
});

declare module '@poppobuilder/core' {
  interface ProjectComponents {
    readonly agent: CodingAgent;
  }
}
