import {
  createServiceToken,
  defineService,
  type ServiceToken,
  TaskContext,
  TaskLimits,
  TaskError,
  type TokenUsage,
} from '@poppobuilder/core';
import { answer, type Fake, type Reply } from './fake.ts';

/** What a coding agent was asked: an `AgentRequest` of `@poppobuilder/agent`. */
export interface AgentCall {
  readonly prompt: string;
  readonly [option: string]: unknown;
}

/** What a coding agent answers: an `AgentResult` of `@poppobuilder/agent`, of which all but `output` has a default. */
export interface AgentReply {
  readonly output: string;
  /** @defaultValue that of the request, else a new one */
  readonly sessionId?: string;
  /** @defaultValue whether the request named a session */
  readonly resumed?: boolean;
  /** @defaultValue no tokens */
  readonly usage?: TokenUsage;
  /** US dollars. @defaultValue 0 */
  readonly costUsd?: number;
  /** @defaultValue 1 */
  readonly turns?: number;
  readonly [field: string]: unknown;
}

/** The service as its callers know it; the package itself is not needed. */
interface Agent {
  run(request: AgentCall): Promise<AgentReply>;
}

const CodingAgent: ServiceToken<Agent> = createServiceToken<Agent>({
  id: '@poppobuilder/agent/CodingAgent',
  scope: 'task',
  component: 'agent',
});

const NO_TOKENS: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheCreationInputTokens: 0,
  cacheReadInputTokens: 0,
};

/**
 * Creates a coding agent that answers as the test says, or as a function of the request does; what that throws is what `run()`
 * rejects with. Like the real one it needs the permission `commands` and the secret `agent`, and stops when the task does.
 *
 * @example
 * ```ts
 * const agent = fakeCodingAgent({ output: 'Fixed.' });
 * await runTask(plugin, task, { services: [agent.service] });
 * agent.calls[0].prompt;
 * ```
 */
export function fakeCodingAgent(reply: Reply<AgentCall, AgentReply> = { output: '' }): Fake<AgentCall> {
  const calls: AgentCall[] = [];
  const service = defineService({
    token: CodingAgent,
    services: { context: TaskContext, limits: TaskLimits },
    secrets: ['agent'],
    create: ({ context, limits }) => ({
      async run(request) {
        calls.push(request);
        if (!limits.permissions.commands) throw deniedCommands();
        context.signal.throwIfAborted();
        const given = await answer(reply, request);
        context.signal.throwIfAborted();
        return { ...defaultsFor(request, calls.length), ...given };
      },
    }),
  });
  return { service, calls };
}

const defaultsFor = ({ sessionId }: AgentCall, count: number): AgentReply => ({
  output: '',
  sessionId: typeof sessionId === 'string' ? sessionId : `session-${count}`,
  resumed: sessionId !== undefined,
  usage: NO_TOKENS,
  costUsd: 0,
  estimated: false,
  turns: 1,
  permissionDenials: [],
  modelUsage: {},
});

const deniedCommands = (): TaskError =>
  new TaskError({
    code: 'PERMISSION_DENIED',
    message: 'The handler may not start commands, so the agent was not started.',
    hint: 'Declare it: permissions: { commands: true }.',
    component: 'agent',
  });
