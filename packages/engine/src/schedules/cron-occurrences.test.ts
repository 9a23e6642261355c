import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronOccurrences } from './cron-occurrences.ts';
import { listOccurrences } from './timing.ts';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'];

/** What clocks on the wall show at the occurrences after a time, `HH:MM`. */
function clocks(cron: string, timeZone: string, after: string, count: number): string[] {
  const occurrences = cronOccurrences(cron, timeZone);
  return listOccurrences(occurrences, occurrences.next(new Date(after)), count).map((date) =>
    showClock(date, timeZone),
  );
}

const showClock = (date: Date, timeZone: string): string =>
  date.toLocaleString('sv', { timeZone, day: '2-digit', hour: '2-digit', minute: '2-digit' });

describe('occurrences of a cron expression', () => {
  it.each([
    {
      zone: 'Europe/Berlin',
      at: '30 2 * * *',
      after: '2026-03-27T12:00Z',
      clock: ['28 02:30', '29 03:00', '30 02:30'],
    },
    {
      zone: 'America/New_York',
      at: '30 2 * * *',
      after: '2026-03-06T12:00Z',
      clock: ['07 02:30', '08 03:00', '09 02:30'],
    },
    {
      zone: 'Australia/Lord_Howe',
      at: '15 2 * * *',
      after: '2026-10-02T12:00Z',
      clock: ['03 02:15', '04 02:30', '05 02:15'],
    },
    {
      zone: 'Asia/Kathmandu',
      at: '30 2 * * *',
      after: '2026-03-27T12:00Z',
      clock: ['28 02:30', '29 02:30', '30 02:30'],
    },
  ])('come at the end of a gap when they fall into it ($zone)', ({ zone, at, after, clock }) => {
    expect(clocks(at, zone, after, 3)).toEqual(clock);
  });

  it.each([
    {
      zone: 'Europe/Berlin',
      at: '30 2 * * *',
      after: '2026-10-23T12:00Z',
      first: '2026-10-25T00:30:00.000Z',
    },
    {
      zone: 'America/New_York',
      at: '30 1 * * *',
      after: '2026-10-30T12:00Z',
      first: '2026-11-01T05:30:00.000Z',
    },
    {
      zone: 'Australia/Lord_Howe',
      at: '45 1 * * *',
      after: '2026-04-03T00:00Z',
      first: '2026-04-04T14:45:00.000Z',
    },
  ])('come once at a fixed time that passes twice ($zone)', ({ zone, at, after, first }) => {
    const occurrences = cronOccurrences(at, zone);
    const list = listOccurrences(occurrences, occurrences.next(new Date(after)), 3);
    expect(list[1]?.toISOString()).toBe(first);
    expect(list.map((date) => showClock(date, zone).slice(3))).toEqual(
      Array(3).fill(
        at
          .split(' ')
          .slice(0, 2)
          .toReversed()
          .map((part) => part.padStart(2, '0'))
          .join(':'),
      ),
    );
  });

  it.each([
    { zone: 'Europe/Berlin', around: '2026-10-25T00:00Z' },
    { zone: 'Europe/Berlin', around: '2026-03-29T00:00Z' },
    { zone: 'Australia/Lord_Howe', around: '2026-04-04T14:00Z' },
    { zone: 'Australia/Lord_Howe', around: '2026-10-03T14:00Z' },
  ])('go on at their pace when they repeat ($zone, $around)', ({ zone, around }) => {
    const occurrences = cronOccurrences('*/15 * * * *', zone);
    const list = listOccurrences(occurrences, occurrences.next(new Date(around)), 16);
    const steps = list.slice(1).map((date, index) => date.getTime() - (list[index]?.getTime() ?? 0));
    expect(new Set(steps)).toEqual(new Set([15 * 60_000]));
  });

  it('grow, are found again looking back, and show what was asked for, or the end of a gap', () => {
    const minute = fc.integer({ min: 0, max: 59 });
    const hour = fc.integer({ min: 0, max: 23 });
    const time = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(minute, hour, fc.constantFrom(...ZONES), time, (minutes, hours, zone, after) => {
        const occurrences = cronOccurrences(`${minutes} ${hours} * * *`, zone);
        let previous = after;
        for (const date of listOccurrences(occurrences, occurrences.next(after), 20)) {
          expect(date.getTime()).toBeGreaterThan(previous.getTime());
          expect(occurrences.latest(date)).toEqual(date);
          expect(occurrences.latest(new Date(date.getTime() + 999))).toEqual(date);
          const asked = `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
          const shown = showClock(date, zone).slice(3);
          expect(shown === asked || isEndOfGap(date, zone)).toBe(true);
          previous = date;
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Whether the wall's clock was put forward just before. */
function isEndOfGap(date: Date, timeZone: string): boolean {
  const minutes = (time: Date): number => {
    const [hour, minute] = showClock(time, timeZone).slice(3).split(':').map(Number);
    return (hour ?? 0) * 60 + (minute ?? 0);
  };
  return minutes(date) - minutes(new Date(date.getTime() - 60_000)) > 1;
}
