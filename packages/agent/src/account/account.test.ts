import type { AccountReport } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { accountKey } from './account-key.ts';
import { AccountReporter } from './account-reporter.ts';

describe('the key of an account', () => {
  const folder = '/srv/home/claude';
  const keyOf = (variables: Record<string, string>, provider = 'claude'): string =>
    accountKey({ provider, variables, folder });

  it('is a digest of the keys, which they cannot be read from', () => {
    const key = keyOf({ ANTHROPIC_API_KEY: 'sk-1', CLAUDE_CODE_MAX_RETRIES: '0' });
    expect(key).toMatch(/^account:claude:[\da-f]{16}$/);
    expect(key).toBe(keyOf({ CLAUDE_CODE_EFFORT_LEVEL: 'low', ANTHROPIC_API_KEY: 'sk-1' }));
    const others = [
      keyOf({ ANTHROPIC_API_KEY: 'sk-2' }),
      keyOf({ ANTHROPIC_AUTH_TOKEN: 'sk-1' }),
      keyOf({ ANTHROPIC_API_KEY: 'sk-1', ANTHROPIC_BASE_URL: 'https://proxy.example' }),
      keyOf({ ANTHROPIC_API_KEY: 'sk-1' }, 'codex'),
      keyOf({}),
    ];
    expect(new Set([key, ...others]).size).toBe(6);
  });

  it('is a digest of the folder of the login where there is no key', () => {
    expect(keyOf({ ANTHROPIC_API_KEY: '', ANTHROPIC_BASE_URL: 'https://proxy.example' })).toBe(keyOf({}));
  });
});

describe('what a run reports of its account', () => {
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  const inAWeek = new Date(Date.now() + 7 * 24 * 3_600_000).toISOString();
  const windows = (hours: number, week: number): { name: string; used: number; resetsAt: string }[] => [
    { name: 'five_hour', used: hours, resetsAt: inAnHour },
    { name: 'seven_day', used: week, resetsAt: inAWeek },
  ];
  const reporter = (settings: ConstructorParameters<typeof AccountReporter>[0]['settings']) => {
    const reports: AccountReport[] = [];
    const account = new AccountReporter({
      key: 'account:claude:1',
      settings,
      progress: (_stage, _message, data) => void reports.push(data?.['account'] as AccountReport),
    });
    return { account, reports };
  };

  it('are its limits, whenever they have changed', () => {
    const { account, reports } = reporter({});
    account.observe([]);
    account.observe(windows(0.421, 0.9));
    account.observe(windows(0.424, 0.9));
    account.observe(windows(0.5, 1));
    expect(reports).toEqual([
      { key: 'account:claude:1', windows: windows(0.42, 0.9) },
      { key: 'account:claude:1', windows: windows(0.5, 1) },
    ]);
  });

  it('asks for a hold at stopAt, until the last of the limits resets', () => {
    const { account, reports } = reporter({ stopAt: 0.9 });
    account.observe(windows(0.89, 0.5));
    account.observe(windows(0.93, 0.5));
    account.observe(windows(0.93, 0.9));
    expect(reports.map(({ hold }) => hold)).toEqual([
      undefined,
      {
        code: 'USAGE_LIMIT',
        message:
          "The agent's account has used 93 % of its limit five_hour. Tasks stop at 90 % (agent.stopAt).",
        until: inAnHour,
      },
      expect.objectContaining({ until: inAWeek }),
    ]);
  });

  it('asks for a hold until the reset, or one that a person releases', () => {
    const failure = { message: 'At the limit.', resetsAt: Date.parse(inAnHour), retryAfter: 1_000 };
    const [first, second, third] = [reporter({}), reporter({}), reporter({ resumeAfterLimit: false })];
    first.account.reached(failure);
    expect(first.reports).toEqual([
      {
        key: 'account:claude:1',
        hold: { code: 'USAGE_LIMIT', message: 'At the limit.', until: inAnHour },
      },
    ]);
    second.account.reached({ ...failure, resetsAt: Date.now() - 1 });
    expect(Date.parse(second.reports[0]?.hold?.until ?? '')).toBeGreaterThan(Date.now());
    third.account.reached(failure);
    expect(third.reports[0]?.hold).toEqual({ code: 'USAGE_LIMIT', message: 'At the limit.' });
  });
});
