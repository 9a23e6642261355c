import { ARGUMENTS } from '@poppobuilder/agent/arguments';
import {
  createServiceToken,
  defineService,
  type ErrorCode,
  type ServiceToken,
  TaskContext,
  TaskError,
  TaskLimits,
  type TokenUsage,
} from '@poppobuilder/core';
import {
  nonEmptyText,
  parseArgument,
  untilAborted,
  withCheckedArguments,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { answer, type Fake, type Reply } from './fake.ts';

/** What a coding agent was asked: an `AgentRequest` of `@poppobuilder/agent`. */
export interface AgentCall {
  readonly prompt: string;
  readonly [option: string]: unknown;
}

/** What a coding agent answers: an `AgentResult` of `@poppobuilder/agent`, whose fields but `output` have defaults. */
export interface AgentReply {
  readonly output: string;
  /** @defaultValue that of the request, else a new one */
  readonly sessionId?: string;
  /** @defaultValue whether the request names a session */
  readonly resumed?: boolean;
  /** @defaultValue no tokens */
  readonly usage?: TokenUsage;
  /** US dollars. @defaultValue 0 */
  readonly costUsd?: number;
  /** @defaultValue 1 */
  readonly turns?: number;
  readonly [field: string]: unknown;
}

/** Options of {@link fakeCodingAgent}. */
export interface FakeCodingAgentOptions {
  /** Whether it takes messages while it works. @defaultValue true */
  readonly send?: boolean;
}

/** A fake coding agent, and the messages that it was sent while it worked. */
export interface FakeCodingAgent extends Fake<AgentCall> {
  readonly messages: readonly string[];
}

/** The service as its callers know it; the package itself is not needed. */
interface Agent {
  readonly name: string;
  readonly capabilities: object;
  readonly instructionFiles: readonly string[];
  run(request: AgentCall): Promise<AgentReply>;
  begin(request: AgentCall): {
    readonly result: Promise<AgentReply>;
    send(message: string): Promise<boolean>;
  };
}

const CodingAgent: ServiceToken<Agent> = createServiceToken<Agent>({
  id: '@poppobuilder/agent/CodingAgent',
  scope: 'task',
  component: 'agent',
});

/** It can do whatever an agent may be asked. */
const DESCRIPTION = {
  name: 'fake',
  capabilities: {
    permissionModes: ['default', 'acceptEdits', 'plan', 'dontAsk', 'bypassPermissions'],
    allowedTools: true,
    disallowedTools: true,
    mcpConfig: true,
    fallbackModel: true,
    send: true,
    efforts: ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
    denials: true,
    jsonSchema: true,
    maxTurns: true,
    maxBudgetUsd: true,
    cost: 'reported',
    background: true,
    repositoryHooks: true,
  },
  instructionFiles: ['AGENTS.md'],
} satisfies Omit<Agent, 'run' | 'begin'>;

const NO_TOKENS: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheCreationInputTokens: 0,
  cacheReadInputTokens: 0,
};

const agentOptions = z.strictObject({ send: z.boolean().optional() });

/**
 * Creates a coding agent that answers as the test says, or as a function of the request does: it may write files, as an agent
 * would. Like the real one it checks its arguments, needs the permission `commands` and the secret `agent`, and stops when the
 * task does.
 *
 * @example
 * ```ts
 * const agent = fakeCodingAgent({ output: 'Fixed.' });
 * await runTask(plugin, task, { services: [agent.service] });
 * agent.calls[0].prompt;
 * ```
 */
export function fakeCodingAgent(
  reply: Reply<AgentCall, AgentReply> = { output: '' },
  options: FakeCodingAgentOptions = {},
): FakeCodingAgent {
  const { send: takesMessages = true } = parseArgument(agentOptions, options, { of: 'fakeCodingAgent()' });
  const calls: AgentCall[] = [];
  const messages: string[] = [];
  const capabilities = { ...DESCRIPTION.capabilities, send: takesMessages };
  const service = defineService({
    token: CodingAgent,
    services: { context: TaskContext, limits: TaskLimits },
    secrets: ['agent'],
    create: ({ context: { signal }, limits }) => {
      const run = async (request: AgentCall): Promise<AgentReply> => {
        calls.push(request);
        if (!limits.permissions.commands) throw deniedCommands();
        signal.throwIfAborted();
        const given = await untilAborted(answer(reply, request), signal);
        return { ...defaultsFor(request, calls.length), ...given };
      };
      const begin: Agent['begin'] = (request) => {
        const result = run(request);
        let isOver = false;
        const end = (): unknown => (isOver = true);
        result.then(end, end);
        const send = async (message: string): Promise<boolean> => {
          parseArgument(nonEmptyText, message, { of: 'send()', name: 'message' });
          if (!takesMessages) throw takesNoMessages();
          if (!isOver) messages.push(message);
          return !isOver;
        };
        return { result, send };
      };
      return withCheckedArguments<Agent>({ ...DESCRIPTION, capabilities, run, begin }, ARGUMENTS);
    },
  });
  return { service, calls, messages };
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

/** The package that registers the code is not needed. */
const UNSUPPORTED: ErrorCode = 'AGENT_UNSUPPORTED' as string as ErrorCode;

const takesNoMessages = (): TaskError =>
  new TaskError({
    code: UNSUPPORTED,
    message: 'The agent "fake" takes no messages while it works.',
    hint: 'Create it without { send: false }.',
    component: 'agent',
  });

const deniedCommands = (): TaskError =>
  new TaskError({
    code: 'PERMISSION_DENIED',
    message: 'The handler may not start commands, so the agent was not started.',
    hint: 'Declare it: permissions: { commands: true }.',
    component: 'agent',
  });
