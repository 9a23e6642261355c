import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronOccurrences } from './cron-occurrences.ts';
import { listOccurrences } from './occurrences-of.ts';

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Nuuk',
  'UTC',
];

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
  ])('are due at the end of a gap when they fall into it ($zone, $at)', ({ zone, at, after, clock }) => {
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
  ])('occur once at a fixed time that passes twice ($zone)', ({ zone, at, after, first }) => {
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
  ])('occur once at each of several fixed times that pass twice ($at)', ({ at, clock }) => {
    expect(clocks(at, 'Europe/Berlin', '2026-10-24T12:00Z', 4)).toEqual(clock);
  });

  it.each([
    { zone: 'Europe/Berlin', around: '2026-10-25T00:00Z' },
    { zone: 'Europe/Berlin', around: '2026-03-29T00:00Z' },
    { zone: 'Australia/Lord_Howe', around: '2026-04-04T14:00Z' },
    { zone: 'Australia/Lord_Howe', around: '2026-10-03T14:00Z' },
  ])('continue as usual when they repeat ($zone, $around)', ({ zone, around }) => {
    const occurrences = cronOccurrences('*/15 * * * *', zone);
    const list = listOccurrences(occurrences, occurrences.next(new Date(around)), 16);
    const steps = list.slice(1).map((date, index) => date.getTime() - (list[index]?.getTime() ?? 0));
    expect(new Set(steps)).toEqual(new Set([15 * 60_000]));
  });

  it.each([
    // 23:00 to 24:00 on the 27th is left out.
    ['America/Nuuk', '0 23 * * *', '2027-03-26T12:00Z', ['27T01:00', '28T01:00', '29T00:00']],
    ['America/Nuuk', '30 23 27 3 *', '2027-01-01T00:00Z', ['28T01:00', '28T00:30']],
    [
      'America/Nuuk',
      '0,30 22-23 * * *',
      '2027-03-27T12:00Z',
      ['28T00:00', '28T00:30', '28T01:00', '28T23:00'],
    ],
    ['America/Nuuk', '45 59 23 * * *', '2027-03-27T12:00Z', ['28T01:00', '29T00:59']],
    // 0:00 to 1:00 is left out.
    ['Asia/Beirut', '30 0 * * *', '2026-03-27T12:00Z', ['27T22:30', '28T22:00', '29T21:30']],
    ['Africa/Cairo', '0 0 * * *', '2026-04-22T12:00Z', ['22T22:00', '23T22:00', '24T21:00']],
    ['America/Asuncion', '15 0 * * *', '2024-10-05T12:00Z', ['06T04:00', '07T03:15', '08T03:15']],
    ['America/Scoresbysund', '30 23 * * *', '2027-03-26T12:00Z', ['27T01:30', '28T01:00', '29T00:30']],
    // The 30th is left out.
    ['Pacific/Apia', '0 12 * * *', '2011-12-29T12:00Z', ['29T22:00', '30T10:00', '30T22:00']],
    ['Pacific/Apia', '0 9,17 30 12 *', '2011-12-01T00:00Z', ['30T10:00', '29T19:00']],
  ] as const)(
    'are due at the end of the gap, even on the next day (%s, %s)',
    (zone, cron, after, expected) => {
      const occurrences = cronOccurrences(cron, zone);
      const list = listOccurrences(occurrences, occurrences.next(new Date(after)), expected.length);
      expect(list.map((date) => date.toISOString().slice(8, 16))).toEqual(expected);
      for (const date of list) expect(occurrences.latest(date)).toEqual(date);
      expect(occurrences.latest(new Date((list[1]?.getTime() ?? 0) - 1))).toEqual(list[0]);
    },
  );

  it('are skipped with the hour of a gap when they repeat', () => {
    expect(clocks('*/30 23 * * *', 'America/Nuuk', '2027-03-27T12:00Z', 2)).toEqual(['28 23:00', '28 23:30']);
  });

  it('are the same forward and backward', () => {
    const minute = fc.integer({ min: 0, max: 59 });
    const around = fc.constantFrom(
      ['America/Nuuk', '2027-03-28T01:00Z'],
      ['America/Nuuk', '2027-10-31T01:00Z'],
      ['Asia/Beirut', '2026-03-28T22:00Z'],
      ['Asia/Beirut', '2026-10-24T21:00Z'],
      ['Africa/Cairo', '2026-04-23T22:00Z'],
      ['America/Asuncion', '2024-03-24T03:00Z'],
      ['America/Scoresbysund', '2027-03-28T01:00Z'],
      ['Pacific/Apia', '2011-12-30T10:00Z'],
      ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
      ['Antarctica/Troll', '2026-10-25T01:00Z'],
      ['UTC', '2026-10-25T01:00Z'],
    );
    fc.assert(
      fc.property(field(59), field(23), around, minute, (minutes, hours, [zone, change], shift) => {
        const occurrences = cronOccurrences(`${minutes.text} ${hours.text} * * *`, zone);
        const start = new Date(new Date(change).getTime() - 26 * 3_600_000 + shift * 60_000);
        const end = new Date(start.getTime() + 50 * 3_600_000);
        const ahead: Date[] = [];
        for (let at = occurrences.next(start); at !== undefined && at <= end; at = occurrences.next(at)) {
          ahead.push(at);
        }
        const back: Date[] = [];
        for (let at = occurrences.latest(end); at !== undefined && at > start;) {
          back.unshift(at);
          at = occurrences.latest(new Date(at.getTime() - 1));
        }
        expect(back).toEqual(ahead);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('ascend, are found backward, and match the pattern or the end of a gap', () => {
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
  }, 60_000);

  it('occur once a day for each fixed time of a pattern', () => {
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
  }, 60_000);
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
