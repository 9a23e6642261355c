import type { ProcessEnd } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import type { ResultEvent } from '../stream/stream-events.ts';
import type { AgentRun } from './agent-run.ts';
import type { JudgedOptions } from '../../cli/failure.ts';
import { isUnknownSession, judgeOutcome, warningOf } from './judge-outcome.ts';

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
    isContinuing: false,
    sessionId: 's',
    hasStarted: true,
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
    { title: 'an answer of a process that fails after it', end: { exitCode: 1 } },
    {
      title: 'an answer of a process that is ended after it',
      end: { exitCode: undefined, signal: 'SIGTERM' },
    },
    { title: 'an answer of a process that ends itself after it', end: { exitCode: 143 } },
    { title: 'an answer of a process that crashes after it', end: { exitCode: 134 } },
    {
      title: 'an answer of a process that goes on until its timeout',
      end: { exitCode: 143 },
      run: { stoppedBy: 'timeout' },
    },
    { title: 'an answer that speaks of a limit', result: { text: "You've hit your session limit." } },
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
      title: 'the end of an agent that went on after its answer',
      end: { exitCode: 143 },
      run: { isContinuing: true },
      expected: { code: 'AGENT_FAILED', retryable: true },
    },
    {
      title: 'the timeout of an agent that went on after its answer',
      end: { exitCode: 143 },
      run: { isContinuing: true, stoppedBy: 'timeout' },
      expected: { code: 'AGENT_FAILED', message: expect.stringContaining('ran longer') as string },
    },
    {
      title: 'a kill before the answer',
      end: { exitCode: undefined, signal: 'SIGTERM' },
      result: null,
      expected: { code: 'AGENT_FAILED', retryable: true },
    },
    {
      title: 'an error of a process that ends with SIGTERM',
      end: { exitCode: undefined, signal: 'SIGTERM' },
      result: { isError: true, subtype: 'error_during_execution', text: 'No.' },
      expected: { code: 'AGENT_FAILED', message: 'The agent failed (error_during_execution): No.' },
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
      run: { hasStarted: false, stderr: 'bwrap: execvp claude: No such file or directory' },
      expected: { code: 'COMPONENT_FAILED', hint: expect.stringContaining('agent.command') as string },
    },
    {
      title: 'an executable that a process does not find',
      end: { exitCode: 127 },
      result: null,
      run: { hasStarted: false, stderr: 'env: ‘claude’: Datei oder Verzeichnis nicht gefunden' },
      expected: { code: 'COMPONENT_FAILED', hint: expect.stringContaining('agent.command') as string },
    },
    {
      title: 'an executable that may not be executed',
      end: { exitCode: 126 },
      result: null,
      run: { hasStarted: false, stderr: 'env: ‘claude’: Permission denied' },
      expected: { code: 'COMPONENT_FAILED', message: expect.stringContaining('Permission denied') as string },
    },
    {
      title: 'an interpreter of the agent that is missing',
      end: { exitCode: 127 },
      result: null,
      run: { hasStarted: false, stderr: 'env: ‘node’: No such file or directory' },
      expected: { code: 'AGENT_FAILED', message: expect.stringContaining('‘node’') as string },
    },
  ])('$title', ({ expected, ...what }) => {
    expect(judge(what)).toMatchObject(expected);
  });
});

const NOW = Date.UTC(2026, 10, 22, 11);

describe('judgeOutcome, for an account that reached its limit,', () => {
  it.each([
    {
      resetsAt: NOW + 3_600_000,
      hint: 'The account can be used again from 2026-11-22T12:00:00.000Z.',
      retryAfter: 3_600_000,
    },
    {
      resetsAt: NOW - 5_000,
      hint: 'The account can be used again from 2026-11-22T10:59:55.000Z.',
      retryAfter: 60_000,
    },
    { resetsAt: undefined, hint: undefined, retryAfter: 900_000 },
    { resetsAt: 1e300, hint: undefined, retryAfter: 900_000 },
    { resetsAt: Number.NaN, hint: undefined, retryAfter: 900_000 },
  ])('tells of the time $resetsAt: $hint', ({ resetsAt, hint, retryAfter }) => {
    const rateLimit = {
      type: 'rate-limit',
      status: 'rejected',
      resetsAt,
      limit: 'five_hour',
      windows: [],
    } as const;
    const what = { ...apiError(429), run: { rateLimit } };
    const failure = judgeOutcome(runOf(what), OPTIONS, NOW);
    expect(failure).toMatchObject({ code: 'USAGE_LIMIT', retryable: true, retryAfter });
    expect(failure?.hint).toBe(hint);
  });

  const limit = (text: string, apiErrorStatus?: number): Case => ({
    end: { exitCode: 1 },
    result: { isError: true, apiErrorStatus, terminalReason: 'api_error', text },
  });

  it.each([
    { text: "You've hit your session limit · resets 7:10pm (UTC)", minutes: 490 },
    { text: "You've hit your weekly limit · resets Nov 23 at 7am (Europe/Berlin)", minutes: 19 * 60 },
    { text: 'You’ve reached your Opus limit · resets 11:30am (UTC)', minutes: 30 },
    { text: '5-hour limit reached ∙ resets 3pm (UTC)', minutes: 240 },
    { text: `Claude AI usage limit reached|${(NOW + 120_000) / 1_000}`, minutes: 2 },
    {
      text: 'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
      minutes: (8 * 24 + 13) * 60,
    },
    { text: "You're out of extra usage", minutes: 15 },
    { text: "You've hit your limit · resets soon (Mars/Phobos)", minutes: 15 },
  ])('reads $text, with a status or without', ({ text, minutes }) => {
    for (const status of [429, undefined]) {
      const failure = judgeOutcome(runOf(limit(text, status)), OPTIONS, NOW);
      expect(failure).toMatchObject({ code: 'USAGE_LIMIT', retryable: true, retryAfter: minutes * 60_000 });
    }
  });

  it.each([
    "This request would exceed your organization's rate limit of 50,000 input tokens per minute.",
    'You have exceeded your rate limit.',
    'API Error: 429 {"type":"error","error":{"type":"rate_limit_error","message":"rate limit exceeded"}}',
    'You have hit your requests per minute rate limit',
  ])('takes none for one that was asked to slow down: %s', (text) => {
    expect(judgeOutcome(runOf(limit(text, 429)), OPTIONS, NOW)).toMatchObject({
      code: 'RATE_LIMITED',
      deferred: true,
    });
  });

  it('takes none for a busy API that the CLI reports as a limit', () => {
    const rateLimit = {
      type: 'rate-limit',
      status: 'rejected',
      resetsAt: undefined,
      limit: undefined,
      windows: [],
    } as const;
    const busy = limit('API Error: Server is temporarily limiting requests (not your usage limit)', 429);
    const failure = judgeOutcome(runOf({ ...busy, run: { rateLimit } }), OPTIONS, NOW);
    expect(failure).toMatchObject({ code: 'RATE_LIMITED', deferred: true });
  });

  it('defers its task, as it does when the API is overloaded', () => {
    const atLimit = judgeOutcome(runOf(limit("You've hit your limit", 429)), OPTIONS, NOW);
    expect(atLimit).toMatchObject({ code: 'USAGE_LIMIT', deferred: true });
    const overloaded = judgeOutcome(runOf(limit('API Error: 529 Overloaded', 529)), OPTIONS, NOW);
    expect(overloaded).toMatchObject({ code: 'RATE_LIMITED', deferred: true, retryAfter: 60_000 });
  });
});

describe('a warning of a run that did its work', () => {
  it('describes how the process ended', () => {
    const failed = { end: { exitCode: 1 }, run: { stderr: 'EPIPE' } };
    expect(warningOf(runOf(failed))).toBe(
      'The agent answered, but ended with exit code 1. Its answer counts. Its standard error ends with: EPIPE',
    );
    expect(warningOf(runOf({ end: { exitCode: undefined, signal: 'SIGTERM' } }))).toMatch(/SIGTERM/);
    expect(warningOf(runOf({ end: { exitCode: 143 }, run: { stoppedBy: 'timeout' } }))).toMatch(/timeout/);
  });

  it('is none where it ended well, or was stopped as it should be', () => {
    expect(warningOf(runOf({}))).toBeUndefined();
    expect(warningOf(runOf({ end: { exitCode: 143 }, run: { stoppedBy: 'after-result' } }))).toBeUndefined();
  });
});

describe('isUnknownSession', () => {
  const unknown: Case = {
    end: { exitCode: 1 },
    result: { subtype: 'error_during_execution', isError: true, turns: 0 },
    run: { hasStarted: false },
  };

  it('knows it by an error before the session began', () => {
    expect(isUnknownSession(runOf(unknown), { ...OPTIONS, sessionId: 's' })).toBe(true);
  });

  it.each<Case & { readonly title: string; readonly sessionId: string | undefined }>([
    { title: 'no session was asked for', ...unknown, sessionId: undefined },
    { title: 'the session had hasStarted', ...unknown, run: {}, sessionId: 's' },
    { title: 'the agent was interrupted early', ...unknown, end: { exitCode: 0 }, sessionId: 's' },
  ])('does not when $title', ({ sessionId, ...what }) => {
    expect(isUnknownSession(runOf(what), { ...OPTIONS, sessionId })).toBe(false);
  });
});
