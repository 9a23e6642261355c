import { join } from 'node:path';
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
import { privilegeKey, withCheckedArguments } from '@poppobuilder/core/runner-kit';
import { agentConfig, SETTINGS_FOLDER } from './agent-config.ts';
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
