import type { AgentUnderTest, ModelApi, ModelTurn } from '@poppobuilder/agent/conformance';
import codexPlugin from '@poppobuilder/agent-codex';
import type { FixtureResponse } from '@copilotkit/aimock';
import { claudeBinary } from './claude-binary.ts';
import { codexBinary } from './codex-binary.ts';
import { type ApiAnswer, startScriptedApi } from './scripted-api.ts';

/** The keys that the tests give the agents. */
const CLAUDE_KEY = 'sk-test-0123456789abcdef';
const CODEX_KEY = 'sk-proj-test-fedcba9876543210';

/** The Claude CLI. */
export const claudeUnderTest: AgentUnderTest = {
  provider: 'claude',
  agent: { command: claudeBinary() },
  mayRunCommands: { allowedTools: ['Bash'] },
  startApi: (turns) =>
    start(
      turns.map(claudeAnswer),
      (url) => ({
        ANTHROPIC_BASE_URL: url,
        CLAUDE_CODE_MAX_RETRIES: '0',
        ...(turns.some((turn) => 'limitedUntil' in turn)
          ? // Only with a login does the CLI believe the headers about the account.
            { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-test-0123456789' }
          : { ANTHROPIC_API_KEY: CLAUDE_KEY }),
      }),
      CLAUDE_KEY,
    ),
};

/** The Codex CLI. Its model is one whose tools are plain functions. */
export const codexUnderTest: AgentUnderTest = {
  provider: 'codex',
  plugins: [codexPlugin],
  agent: { command: codexBinary(), model: 'gpt-5.5' },
  sections: { codex: { maxRetries: 0, prices: { 'gpt-5.5': { input: 2, output: 10 } } } },
  mayRunCommands: {},
  startApi: (turns) =>
    start(
      turns.map(codexAnswer),
      (url) => ({ OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: CODEX_KEY }),
      CODEX_KEY,
    ),
};

async function start(
  answers: readonly ApiAnswer[],
  environment: (url: string) => Record<string, string>,
  secret: string,
): Promise<ModelApi> {
  const api = await startScriptedApi(answers);
  return { ...api, environment: environment(api.url), secret };
}

const USAGE = { input_tokens: 1_000, output_tokens: 50 };

const says = (content: string): FixtureResponse => ({ content, usage: USAGE });

const uses = (name: string, input: object): FixtureResponse => ({
  toolCalls: [{ name, arguments: JSON.stringify(input) }],
  usage: USAGE,
});

function claudeAnswer(turn: ModelTurn): ApiAnswer {
  if ('says' in turn) return says(turn.says);
  if ('runs' in turn) return uses('Bash', { command: turn.runs });
  if ('gives' in turn) return uses('StructuredOutput', turn.gives);
  if ('refuses' in turn) return refuses(turn.refuses);
  if ('fallsSilent' in turn) return { silent: 'event: ping\ndata: {"type":"ping"}\n\n' };
  return {
    status: 429,
    headers: {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(turn.limitedUntil / 1_000),
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
    },
    body: { type: 'error', error: { type: 'rate_limit_error', message: 'limit' } },
  };
}

function codexAnswer(turn: ModelTurn): ApiAnswer {
  if ('says' in turn) return says(turn.says);
  if ('runs' in turn) return uses('exec_command', { cmd: turn.runs });
  if ('gives' in turn) return says(JSON.stringify(turn.gives));
  if ('refuses' in turn) return refuses(turn.refuses);
  if ('fallsSilent' in turn) {
    return { silent: 'event: response.created\ndata: {"type":"response.created","response":{"id":"r"}}\n\n' };
  }
  const error = { type: 'usage_limit_reached', message: 'limit', resets_at: turn.limitedUntil / 1_000 };
  return { status: 429, headers: {}, body: { error } };
}

/** What both providers call an error with this status. */
const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  429: 'rate_limit_error',
  500: 'api_error',
};

const refuses = (status: number): ApiAnswer => ({
  status,
  headers: {},
  body: { type: 'error', error: { type: ERROR_TYPES[status] ?? 'error', message: `refused with ${status}` } },
});
