import { describe, expect, it } from 'vitest';
import { parseResetTime } from './parse-reset-time.ts';

const at = (iso: string): number => Date.parse(iso);
const NOON = '2026-11-30T12:00:00Z';

interface Case {
  readonly text: string;
  readonly now?: string;
  readonly expected: string;
}

describe('the time of a reset', () => {
  it.each<Case>([
    { text: 'resets 7:10pm (UTC)', expected: '2026-11-30T19:10:00Z' },
    { text: 'resets 7:10am (UTC)', expected: '2026-12-01T07:10:00Z' },
    { text: 'resets 12am (UTC)', expected: '2026-12-01T00:00:00Z' },
    { text: 'resets 12pm (UTC)', now: '2026-11-30T11:00:00Z', expected: NOON },
    { text: 'resets at 19:10 (UTC)', expected: '2026-11-30T19:10:00Z' },
    { text: 'resets 00:30 UTC', now: '2026-12-31T23:50:00Z', expected: '2027-01-01T00:30:00Z' },
    { text: 'resets 7 p.m. (GMT)', expected: '2026-11-30T19:00:00Z' },
    { text: 'Your limit will reset at 7pm (America/New_York).', expected: '2026-12-01T00:00:00Z' },
    { text: 'resets 9:30 AM (Asia/Kolkata)', expected: '2026-12-01T04:00:00Z' },
    { text: 'resets Dec 3 at 7am (Europe/Berlin)', expected: '2026-12-03T06:00:00Z' },
    { text: 'resets Dec 3, 7am (Europe/Berlin)', expected: '2026-12-03T06:00:00Z' },
    { text: 'resets 3 December at 07:00 (Europe/Berlin)', expected: '2026-12-03T06:00:00Z' },
    { text: 'resets Jan 2, 5pm (UTC)', now: '2026-12-30T12:00:00Z', expected: '2027-01-02T17:00:00Z' },
    { text: 'resets Wed 5pm (UTC)', expected: '2026-12-02T17:00:00Z' },
    { text: 'resets Dec 3 (UTC)', expected: '2026-12-03T00:00:00Z' },
    { text: 'regain access on 2026-12-01 at 00:00 UTC.', expected: '2026-12-01T00:00:00Z' },
    { text: 'resets 2026-12-01T08:00:00+02:00', expected: '2026-12-01T06:00:00Z' },
    { text: 'resets in 2h 15m', expected: '2026-11-30T14:15:00Z' },
    { text: 'try again in 45 minutes', expected: '2026-11-30T12:45:00Z' },
    { text: 'usage limit reached|1796040000', expected: '2026-11-30T12:00:00Z' },
    { text: 'usage limit reached|1796040000000', expected: '2026-11-30T12:00:00Z' },
  ])('of "$text" is $expected', ({ text, now = NOON, expected }) => {
    expect(new Date(parseResetTime(text, at(now)) ?? Number.NaN)).toEqual(new Date(expected));
  });

  it.each<Case>([
    // Clocks go back on November 1 and forward on March 14 in New York.
    { text: 'resets 7am (America/New_York)', now: '2026-11-01T01:00:00Z', expected: '2026-11-01T12:00:00Z' },
    { text: 'resets 7am (America/New_York)', now: '2027-03-14T02:00:00Z', expected: '2027-03-14T11:00:00Z' },
    { text: 'resets 7am (Europe/Berlin)', now: '2027-03-27T20:00:00Z', expected: '2027-03-28T05:00:00Z' },
  ])('follows the timeouts of its zone: $now, $text', ({ text, now = NOON, expected }) => {
    expect(new Date(parseResetTime(text, at(now)) ?? Number.NaN)).toEqual(new Date(expected));
  });

  it('is not a day later when it has just passed', () => {
    expect(parseResetTime('resets 12pm (UTC)', at('2026-11-30T12:01:00Z'))).toBe(at(NOON));
    expect(parseResetTime('resets 12pm (UTC)', at('2026-11-30T12:05:00Z'))).toBe(at('2026-12-01T12:00:00Z'));
  });

  it('is that of this machine where no zone is named', () => {
    const local = new Date(2026, 10, 30, 15, 0).getTime();
    expect(parseResetTime('5-hour limit reached ∙ resets 5pm', local)).toBe(
      new Date(2026, 10, 30, 17, 0).getTime(),
    );
  });

  it.each([
    '',
    'You have hit your limit.',
    'resets soon',
    'resets 25:00 (UTC)',
    'resets 13pm (UTC)',
    'resets 7am (Mars/Phobos)',
    'resets Feb 30 at 7am (UTC)',
    'It was 7am (UTC).',
  ])('is not there in %j', (text) => {
    expect(parseResetTime(text, at(NOON))).toBeUndefined();
  });
});
