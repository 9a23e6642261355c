import { useMemo } from 'react';
import { useFormatter } from 'use-intl';
import type { Range } from './ranges.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Returns how a history writes times, durations and amounts, in the language of the page. */
export function useHistoryFormats(range: Range) {
  const format = useFormatter();
  return useMemo(() => {
    const inUnit = (value: number, unit: string): string =>
      format.number(value, { style: 'unit', unit, unitDisplay: 'narrow', maximumFractionDigits: 1 });
    return {
      time: (at: Date): string =>
        format.dateTime(
          at,
          range === 'week'
            ? { weekday: 'short', day: 'numeric' }
            : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
        ),
      count: (value: number): string => format.number(value, { maximumFractionDigits: 1 }),
      duration: (milliseconds: number): string => {
        if (milliseconds < SECOND) return inUnit(Math.round(milliseconds), 'millisecond');
        if (milliseconds < MINUTE) return inUnit(milliseconds / SECOND, 'second');
        return milliseconds < HOUR
          ? inUnit(milliseconds / MINUTE, 'minute')
          : inUnit(milliseconds / HOUR, 'hour');
      },
      dollars: (amount: number): string => format.number(amount, { style: 'currency', currency: 'USD' }),
    };
  }, [format, range]);
}

/** How a history writes. */
export type HistoryFormats = ReturnType<typeof useHistoryFormats>;
