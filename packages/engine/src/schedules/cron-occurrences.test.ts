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
    {
      zone: 'Europe/Berlin',
      at: '30 2,14 * * *',
      after: '2026-03-28T12:00Z',
      clock: ['28 14:30', '29 03:00', '29 14:30'],
    },
    {
      zone: 'Europe/Berlin',
      at: '15,45 2-4 * * *',
      after: '2026-03-28T12:00Z',
      // Two times fall into the gap, and its end comes once.
      clock: ['29 03:00', '29 03:15', '29 03:45'],
    },
  ])('come at the end of a gap when they fall into it ($zone, $at)', ({ zone, at, after, clock }) => {
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
    { at: '30 2,14 * * *', clock: ['24 14:30', '25 02:30', '25 14:30', '26 02:30'] },
    { at: '0,30 2-3 * * *', clock: ['25 02:00', '25 02:30', '25 03:00', '25 03:30'] },
  ])('come once at each of several fixed times that pass twice ($at)', ({ at, clock }) => {
    expect(clocks(at, 'Europe/Berlin', '2026-10-24T12:00Z', 4)).toEqual(clock);
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
    const time = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(field(59), field(23), fc.constantFrom(...ZONES), time, (minutes, hours, zone, after) => {
        const occurrences = cronOccurrences(`${minutes.text} ${hours.text} * * *`, zone);
        let previous = after;
        const shownOn = new Set<string>();
        for (const date of listOccurrences(occurrences, occurrences.next(after), 20)) {
          expect(date.getTime()).toBeGreaterThan(previous.getTime());
          expect(occurrences.latest(date)).toEqual(date);
          expect(occurrences.latest(new Date(date.getTime() + 999))).toEqual(date);
          const [hour, minute] = showClock(date, zone).slice(3).split(':').map(Number);
          const isAsked = hours.values.has(hour ?? 0) && minutes.values.has(minute ?? 0);
          expect(isAsked || isEndOfGap(date, zone)).toBe(true);
          expect(shownOn).not.toContain(showClock(date, zone));
          shownOn.add(showClock(date, zone));
          previous = date;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('come once a day for each fixed time that a pattern names', () => {
    const days = fc.constantFrom(
      { zone: 'Europe/Berlin', from: '2026-03-29T00:00+01:00', until: '2026-03-30T00:00+02:00' },
      { zone: 'Europe/Berlin', from: '2026-10-25T00:00+02:00', until: '2026-10-26T00:00+01:00' },
      { zone: 'America/New_York', from: '2026-03-08T00:00-05:00', until: '2026-03-09T00:00-04:00' },
      { zone: 'Australia/Lord_Howe', from: '2026-04-05T00:00+11:00', until: '2026-04-06T00:00+10:30' },
      { zone: 'UTC', from: '2026-03-29T00:00Z', until: '2026-03-30T00:00Z' },
    );
    fc.assert(
      fc.property(field(59), field(23), days, (minutes, hours, { zone, from, until }) => {
        const occurrences = cronOccurrences(`${minutes.text} ${hours.text} * * *`, zone);
        const shown: string[] = [];
        const end = new Date(until).getTime();
        let date = occurrences.next(new Date(new Date(from).getTime() - 1));
        for (; date !== undefined && date.getTime() < end; date = occurrences.next(date)) {
          shown.push(showClock(date, zone).slice(3));
        }
        const asked = [...hours.values].flatMap((hour) =>
          [...minutes.values].map((minute) => showTime(hour, minute)),
        );
        // What the day leaves out is due when its clock goes on.
        const gap = GAPS[from];
        const expected = asked.map((time) =>
          gap !== undefined && time >= gap.start && time < gap.end ? gap.end : time,
        );
        expect(shown).toEqual([...new Set(expected)].toSorted());
      }),
      { numRuns: 200 },
    );
  });
});

/** Where clocks are put forward on a day. */
const GAPS: Readonly<Record<string, { readonly start: string; readonly end: string }>> = {
  '2026-03-29T00:00+01:00': { start: '02:00', end: '03:00' },
  '2026-03-08T00:00-05:00': { start: '02:00', end: '03:00' },
};

const showTime = (hour: number, minute: number): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;

/** A number, a list or a range as a field of a pattern, and what it names. */
function field(max: number): fc.Arbitrary<{ readonly text: string; readonly values: ReadonlySet<number> }> {
  const number = fc.integer({ min: 0, max });
  const list = fc
    .uniqueArray(number, { minLength: 1, maxLength: 4 })
    .map((values) => ({ text: values.join(','), values: new Set(values) }));
  const range = fc.tuple(number, number).map(([one, other]) => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    const values = new Set(Array.from({ length: to - from + 1 }, (_, index) => from + index));
    return { text: from === to ? `${from}` : `${from}-${to}`, values };
  });
  return fc.oneof(list, range);
}

/** Whether the wall's clock was put forward just before. */
function isEndOfGap(date: Date, timeZone: string): boolean {
  const minutes = (time: Date): number => {
    const [hour, minute] = showClock(time, timeZone).slice(3).split(':').map(Number);
    return (hour ?? 0) * 60 + (minute ?? 0);
  };
  return minutes(date) - minutes(new Date(date.getTime() - 60_000)) > 1;
}
