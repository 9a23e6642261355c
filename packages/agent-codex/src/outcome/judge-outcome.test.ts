import type { CliOptions } from '@poppobuilder/agent/provider-kit';
import { describe, expect, it } from 'vitest';
import type { CodexRun } from './codex-run.ts';
import { isUnknownSession, judgeOutcome, warningOf } from './judge-outcome.ts';

const OPTIONS = { command: 'codex', cwd: '/', idleTimeout: 1_000, timeout: 2_000, maxTurns: 3 } as CliOptions;

const RUN: CodexRun = {
  end: { exitCode: 0, durationMs: 1 },
  stoppedBy: undefined,
  isCompleted: true,
  answer: 'Done.',
  failure: undefined,
  hasCredentials: true,
  sessionId: 's',
  hasStarted: true,
  stderr: '',
  reading: {
    usage: { inputTokens: 0, outputTokens: 0, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 },
    costUsd: 0,
    modelUsage: {},
    turns: 0,
    estimated: true,
  },
};

const failed = (failure: string): Partial<CodexRun> => ({
  isCompleted: false,
  failure,
  end: { exitCode: 1, durationMs: 1 },
});
const unfinished = (exitCode: number): Partial<CodexRun> => ({
  isCompleted: false,
  end: { exitCode, durationMs: 1 },
});

/** What the CLI 0.171 says, as it was seen. */
const CASES: readonly [title: string, run: Partial<CodexRun>, expected: object][] = [
  [
    'a status of 503',
    failed('Selected model is at capacity. Please try a different model.'),
    { retryable: true },
  ],
  [
    'a status of 500',
    failed('We’re currently experiencing high demand, which may cause temporary errors.'),
    { retryable: true },
  ],
  [
    'a lost stream',
    failed('stream disconnected before completion: stream closed before response.completed'),
    { retryable: true },
  ],
  [
    'a status of 404',
    failed('unexpected status 404 Not Found: no model, url: http://x'),
    { retryable: false, hint: 'Check the model: agent.model.' },
  ],
  ['no quota', failed('Quota exceeded. Check your plan and billing details.'), { retryable: false }],
  [
    'a rate limit in the stream',
    failed('rate limit exceeded: Rate limit reached, Please try again in 11s.'),
    { code: 'RATE_LIMITED' },
  ],
  [
    'a usage limit without an end',
    failed('You’ve hit your usage limit. Try again later.'),
    { code: 'USAGE_LIMIT', retryAfter: 900_000 },
  ],
  [
    'refused credentials',
    failed('unexpected status 401 Unauthorized: bad key, url: http://x'),
    { retryable: false, hint: expect.stringContaining('OPENAI_API_KEY') },
  ],
  [
    'no credentials',
    { ...failed('unexpected status 401 Unauthorized: Missing bearer'), hasCredentials: false },
    { code: 'MISSING_CREDENTIALS' },
  ],
  [
    'SIGTERM from outside',
    unfinished(143),
    { retryable: true, message: expect.stringContaining('exit code 143') },
  ],
  ['an interrupt', unfinished(1), { retryable: true, message: 'The agent was interrupted.' }],
  [
    'a bad flag',
    { ...unfinished(2), hasStarted: false, stderr: 'error: unexpected argument' },
    { retryable: false, message: expect.stringContaining('unexpected argument') },
  ],
  ['too many turns', { ...unfinished(143), stoppedBy: 'turns' }, { message: expect.stringContaining('(3)') }],
];

describe('a run of Codex', () => {
  it.each(CASES)('fails as it should on %s', (_title, run, expected) => {
    expect(judgeOutcome({ ...RUN, ...run }, OPTIONS, 0)).toMatchObject({ code: 'AGENT_FAILED', ...expected });
  });

  it('succeeds with its answer, and with a warning where it did not end by itself', () => {
    expect(judgeOutcome(RUN, OPTIONS)).toBeUndefined();
    expect(warningOf(RUN)).toBeUndefined();
    expect(warningOf({ ...RUN, end: { exitCode: 7, durationMs: 1 } })).toMatch(
      /exit code 7. Its answer counts/,
    );
    expect(judgeOutcome({ ...RUN, stoppedBy: 'timeout' }, OPTIONS)).toBeUndefined();
  });

  it('knows a session that does not exist', () => {
    const run = {
      ...RUN,
      ...unfinished(1),
      hasStarted: false,
      stderr: 'Error: no rollout found for thread id x',
    };
    expect(isUnknownSession(run, { ...OPTIONS, sessionId: 'x' })).toBe(true);
    expect(isUnknownSession(run, OPTIONS)).toBe(false);
  });
});
