import type { ChatCompletionRequest, FixtureResponse } from '@copilotkit/aimock';
import { API_KEY } from '../agent-project.ts';
import { claudeBinary } from '../claude-binary.ts';
import { type ModelApi, says, serve, uses } from '../model-api.ts';

/** What the model answers at one turn; a function is asked when the turn comes, and may act before it answers. */
export type Turn = FixtureResponse | (() => FixtureResponse | Promise<FixtureResponse>);

/** How the model answers in one run of the agent. */
export interface Conversation {
  /** Matched against what the run was asked; without it the conversation is for every run that no other is for. */
  readonly when?: RegExp | undefined;
  /** One after the other from the start of the run, resumed or not; after them the model only says that it is done. */
  readonly turns: readonly Turn[];
}

/** What the model was asked in one run of the agent. */
interface Prompt {
  readonly system: string;
  /** What the run was asked last; with it what the agent adds about its surroundings. */
  readonly text: string;
  /** How many messages came before, as in a session that is resumed. */
  readonly earlier: number;
}

/** A stand-in for the model, for the real agent. */
export interface AgentStandIn extends ModelApi {
  /** Path of the real `claude`, for `agent.command`. */
  readonly command: string;
  /** Variables for the environment of the host. */
  readonly environment: Readonly<Record<'ANTHROPIC_BASE_URL' | 'ANTHROPIC_API_KEY', string>>;
  /** What each run was asked, in order. */
  readonly prompts: () => readonly Prompt[];
  /** Has later runs answered so. */
  converse(...conversations: readonly Conversation[]): void;
}

/** Starts a model that answers at once. */
export async function startAgent(...conversations: readonly Conversation[]): Promise<AgentStandIn> {
  const prompts: Prompt[] = [];
  let current = conversations;
  const response = async (request: ChatCompletionRequest): Promise<FixtureResponse> => {
    const { turn, ...prompt } = readRequest(request);
    if (turn === 0) prompts.push(prompt);
    const given = conversationFor(prompt, current)?.turns[turn] ?? says('Done.');
    return typeof given === 'function' ? given() : given;
  };
  const api = await serve([{ match: {}, response }]);
  return {
    ...api,
    command: claudeBinary(),
    environment: { ANTHROPIC_BASE_URL: api.url, ANTHROPIC_API_KEY: API_KEY },
    prompts: () => prompts,
    converse: (...others) => void (current = others),
  };
}

/** A turn that writes a file, by its path in the project. */
export const writes = (path: string, content: string): FixtureResponse =>
  uses('Write', { file_path: path, content });

/** A turn that replaces text in a file, by its path in the project. */
export const edits = (path: string, old: string, text: string): FixtureResponse =>
  uses('Edit', { file_path: path, old_string: old, new_string: text });

/** The turns of an answer that follows a JSON schema. */
export const answersWith = (data: Readonly<Record<string, unknown>>): readonly Turn[] => [
  uses('StructuredOutput', data),
  says('Done.'),
];

/** A comment of a review. */
export interface ReviewedLine {
  readonly path: string;
  /** In the new file. */
  readonly line: number;
  readonly text: string;
}

/** The turns of a review. */
export const reviews = (summary: string, ...comments: readonly ReviewedLine[]): readonly Turn[] =>
  answersWith({ summary, comments });

function conversationFor({ text }: Prompt, conversations: readonly Conversation[]): Conversation | undefined {
  return (
    conversations.find(({ when }) => when?.test(text) === true) ??
    conversations.find(({ when }) => when === undefined)
  );
}

function readRequest({ messages }: ChatCompletionRequest): Prompt & { readonly turn: number } {
  const start = messages.findLastIndex(({ role }) => role === 'user');
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => textOf(content));
  return {
    system: system.join('\n'),
    text: textOf(messages[start]?.content),
    earlier: messages.slice(0, start).filter(({ role }) => role !== 'system').length,
    turn: messages.slice(start).filter(({ role }) => role === 'assistant').length,
  };
}

const textOf = (content: unknown): string =>
  typeof content === 'string' ? content : JSON.stringify(content ?? '');
