import type { AgentRequest } from '@poppobuilder/agent';
import type { AgentConfigInput, AgentError } from '@poppobuilder/agent';
import type { FixtureResponse } from '@copilotkit/aimock';
import { describe, expect, it, vi } from 'vitest';
import { AgentProject } from '../support/agent-project.ts';
import { refuses, runs, says, serve, startModelApi, uses } from '../support/model-api.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 30_000 });

const SCHEMA = { type: 'object', properties: { bugs: { type: 'integer' } }, required: ['bugs'] };

interface Failing {
  readonly title: string;
  readonly answers?: readonly FixtureResponse[];
  readonly request?: Partial<AgentRequest>;
  readonly agent?: AgentConfigInput;
  readonly environment?: NodeJS.ProcessEnv;
  readonly error: Partial<AgentError>;
  readonly message: RegExp;
}

const FAILING: readonly Failing[] = [
  ...[
    { status: 403, type: 'permission_error', code: 'AGENT_FAILED' as const, retryable: false },
    { status: 529, type: 'overloaded_error', code: 'RATE_LIMITED' as const, retryable: true },
  ].map(({ status, type, code, retryable }) => ({
    title: `the API answers ${status}`,
    answers: [refuses(status, type)],
    error: { code, retryable },
    message: new RegExp(String(status)),
  })),
  {
    title: 'the API refuses the credentials, and the CLI would ask again and again',
    answers: Array.from({ length: 12 }, () => refuses(401, 'authentication_error')),
    environment: { CLAUDE_CODE_MAX_RETRIES: '10' },
    error: { code: 'AGENT_FAILED', retryable: false },
    message: /rejected the agent.s credentials/,
  },
  {
    title: 'nothing listens at the address of the API',
    environment: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' },
    error: { code: 'AGENT_FAILED', retryable: true },
    message: /ECONNREFUSED/,
  },
  {
    title: 'there are no credentials',
    environment: { ANTHROPIC_API_KEY: '' },
    error: { code: 'MISSING_CREDENTIALS', retryable: false },
    message: /no credentials/,
  },
  {
    title: 'the answer never meets the schema',
    answers: Array.from({ length: 6 }, () => uses('StructuredOutput', { bugs: 'many' })),
    request: { jsonSchema: SCHEMA },
    error: { code: 'AGENT_FAILED', retryable: false },
    message: /jsonSchema.*must be integer/,
  },
  {
    title: 'the answer is not in the form of the schema, though the exit code is 0',
    answers: [says('Two bugs.'), says('Two bugs.')],
    request: { jsonSchema: SCHEMA },
    error: { code: 'AGENT_FAILED', retryable: false },
    message: /without an answer that matches jsonSchema/,
  },
  {
    title: 'there is no prompt',
    request: { prompt: '' },
    error: { code: 'AGENT_FAILED', retryable: false },
    message: /given no prompt/,
  },
];

describe('a run of the real agent fails', () => {
  it.each(FAILING)('when $title', async ({ answers = [], request, agent, environment, error, message }) => {
    await using api = await startModelApi(answers);
    await using project = new AgentProject({
      apiUrl: api.url,
      agent: agent ?? {},
      environment: environment ?? {},
    });
    const run = project.run({ prompt: 'Count the bugs.', ...request });
    await expect(run).rejects.toMatchObject({ ...error, message: expect.stringMatching(message) as string });
  });
});

describe('a run of the real agent', () => {
  it('reports a denied tool and continues', async () => {
    await using api = await startModelApi([runs('touch made-it'), says('I was not allowed to.')]);
    await using project = new AgentProject({ apiUrl: api.url });
    const { permissionDenials, output } = await project.run({
      prompt: 'Touch it.',
      permissionMode: 'default',
    });
    expect(output).toBe('I was not allowed to.');
    expect(permissionDenials).toEqual([{ tool: 'Bash', input: { command: 'touch made-it' } }]);
    expect(project.logs).toContainEqual(expect.stringMatching(/^The agent was denied Bash\./));
  });

  it('retries while the API is overloaded, and reports the retries', async () => {
    const answers = [refuses(529, 'overloaded_error'), says('Late, but here.')];
    await using api = await serve([{ match: {}, response: () => answers.shift() ?? says('Once more.') }]);
    const environment = { CLAUDE_CODE_MAX_RETRIES: '1' };
    await using project = new AgentProject({ apiUrl: api.url, environment });
    expect((await project.run({ prompt: 'Hello.' })).output).toBe('Late, but here.');
    expect(project.progress).toContain('waiting for the API');
    expect(project.logs).toContainEqual(expect.stringMatching(/API answered 529; retry 1 of 1/));
  });
});
