import type { ProcessEnd } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import type { ResultEvent } from '../stream/stream-events.ts';
import type { AgentRun } from './agent-run.ts';
import type { JudgedOptions } from './failure.ts';
import { isUnknownSession, judgeOutcome } from './judge-outcome.ts';

const OPTIONS: JudgedOptions = {
  command: 'claude',
  cwd: '/',
  sessionId: undefined,
  idleTimeout: 1_000,
  timeout: undefined,
  jsonSchema: undefined,
  denials: 'report',
};

const SUCCESS: ResultEvent = {
  type: 'result',
  subtype: 'success',
  isError: false,
  apiErrorStatus: undefined,
  terminalReason: 'completed',
  text: 'Done.',
  sessionId: 's',
  turns: 1,
  usage: {},
  permissionDenials: [],
  structuredOutput: undefined,
};

interface Case {
  readonly end?: Partial<ProcessEnd>;
  readonly result?: Partial<ResultEvent> | null;
  readonly run?: Partial<AgentRun>;
  readonly options?: Partial<JudgedOptions>;
}

function runOf({ end, result, run }: Case): AgentRun {
  return {
    end: { exitCode: 0, durationMs: 1, ...end },
    stoppedBy: undefined,
    result: result === null ? undefined : { ...SUCCESS, ...result },
    sessionId: 's',
    begun: true,
    apiError: undefined,
    rateLimit: undefined,
    stderr: '',
    reading: {
      usage: { inputTokens: 0, outputTokens: 0, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 },
      costUsd: 0,
      modelUsage: {},
      turns: 0,
      estimated: false,
    },
    ...run,
  };
}

const judge = (what: Case): ReturnType<typeof judgeOutcome> =>
  judgeOutcome(runOf(what), { ...OPTIONS, ...what.options });

const apiError = (apiErrorStatus?: number): Case => ({
  end: { exitCode: 1 },
  result: { isError: true, terminalReason: 'api_error', apiErrorStatus, text: 'API Error' },
});

describe('judgeOutcome takes for success', () => {
  it.each<Case & { readonly title: string }>([
    { title: 'an answer and exit code 0' },
    {
      title: 'an answer of a process that had to be stopped after it',
      end: { exitCode: 143 },
      run: { stoppedBy: 'after-result' },
    },
    { title: 'an answer with a denial', result: { permissionDenials: [{ tool: 'Bash', input: {} }] } },
    {
      title: 'an answer in the form of the schema',
      result: { structuredOutput: { a: 1 } },
      options: { jsonSchema: {} },
    },
  ])('$title', (what) => {
    expect(judge(what)).toBeUndefined();
  });
});

describe('judgeOutcome takes for a failure', () => {
  it.each<Case & { readonly title: string; readonly expected: object }>([
    { title: '408', ...apiError(408), expected: { code: 'AGENT_FAILED', retryable: true } },
    { title: '404', ...apiError(404), expected: { code: 'AGENT_FAILED', retryable: false } },
    { title: '503', ...apiError(503), expected: { code: 'AGENT_FAILED', retryable: true } },
    { title: 'a lost connection', ...apiError(), expected: { code: 'AGENT_FAILED', retryable: true } },
    {
      title: 'an empty account',
      ...apiError(),
      run: { apiError: 'billing_error' },
      expected: { code: 'AGENT_FAILED', retryable: false },
    },
    {
      title: 'a request that is too large, which is no api_error',
      result: { isError: true, terminalReason: 'image_error', apiErrorStatus: 413 },
      expected: { code: 'AGENT_FAILED', retryable: false },
    },
    {
      title: 'a process that ends with 0 and without a result',
      result: null,
      expected: { code: 'AGENT_FAILED', retryable: false },
    },
    {
      title: 'an answer of a process that crashes after it',
      end: { exitCode: 134 },
      expected: { code: 'AGENT_FAILED', message: 'The agent answered, but ended with exit code 134.' },
    },
    {
      title: 'a subtype that is new',
      result: { subtype: 'error_of_tomorrow', isError: true, text: '' },
      expected: { message: 'The agent failed (error_of_tomorrow): it gave no reason.', retryable: false },
    },
    {
      title: 'an executable that is not one',
      end: {
        exitCode: undefined,
        error: Object.assign(new Error('spawn claude EACCES'), { code: 'EACCES' }),
      },
      result: null,
      expected: { code: 'COMPONENT_FAILED', message: expect.stringContaining('EACCES') as string },
    },
    {
      title: 'an executable that a sandbox does not find',
      end: { exitCode: 1 },
      result: null,
      run: { begun: false, stderr: 'bwrap: execvp claude: No such file or directory' },
      expected: { code: 'COMPONENT_FAILED', hint: expect.stringContaining('agent.command') as string },
    },
    {
      title: 'an executable that a process does not find',
      end: { exitCode: 127 },
      result: null,
      run: { begun: false, stderr: 'env: ‘claude’: Datei oder Verzeichnis nicht gefunden' },
      expected: { code: 'COMPONENT_FAILED', hint: expect.stringContaining('agent.command') as string },
    },
    {
      title: 'an executable that may not be executed',
      end: { exitCode: 126 },
      result: null,
      run: { begun: false, stderr: 'env: ‘claude’: Permission denied' },
      expected: { code: 'COMPONENT_FAILED', message: expect.stringContaining('Permission denied') as string },
    },
    {
      title: 'an interpreter of the agent that is missing',
      end: { exitCode: 127 },
      result: null,
      run: { begun: false, stderr: 'env: ‘node’: No such file or directory' },
      expected: { code: 'AGENT_FAILED', message: expect.stringContaining('‘node’') as string },
    },
  ])('$title', ({ expected, ...what }) => {
    expect(judge(what)).toMatchObject(expected);
  });
});

describe('judgeOutcome, for an account that reached its limit,', () => {
  it.each([
    { resetsAt: Date.UTC(2026, 10, 22, 12), hint: 'It may go on from 2026-11-22T12:00:00.000Z.' },
    { resetsAt: undefined, hint: undefined },
    { resetsAt: 1e300, hint: undefined },
    { resetsAt: Number.NaN, hint: undefined },
  ])('tells of the time $resetsAt: $hint', ({ resetsAt, hint }) => {
    const rateLimit = { type: 'rate-limit', status: 'rejected', resetsAt, limit: 'five_hour' } as const;
    const failure = judge({ ...apiError(429), run: { rateLimit } });
    expect(failure).toMatchObject({ code: 'USAGE_LIMIT', retryable: true });
    expect(failure?.hint).toBe(hint);
  });
});

describe('isUnknownSession', () => {
  const unknown: Case = {
    end: { exitCode: 1 },
    result: { subtype: 'error_during_execution', isError: true, turns: 0 },
    run: { begun: false },
  };

  it('knows it by an error before the session began', () => {
    expect(isUnknownSession(runOf(unknown), { ...OPTIONS, sessionId: 's' })).toBe(true);
  });

  it.each<Case & { readonly title: string; readonly sessionId: string | undefined }>([
    { title: 'no session was asked for', ...unknown, sessionId: undefined },
    { title: 'the session had begun', ...unknown, run: {}, sessionId: 's' },
    { title: 'the agent was interrupted early', ...unknown, end: { exitCode: 0 }, sessionId: 's' },
  ])('does not when $title', ({ sessionId, ...what }) => {
    expect(isUnknownSession(runOf(what), { ...OPTIONS, sessionId })).toBe(false);
  });
});
