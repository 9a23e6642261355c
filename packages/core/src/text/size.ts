import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { text as anyText } from '../arguments/schemas.ts';

const amount: z.ZodType<number> = z.number();

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

/** Bytes of a size with a unit: `'512MB'`, `'1.5GB'`; units are powers of 1024. Nothing for what is no size. */
export function parseSize(text: string): number | undefined {
  parseArgument(anyText, text, { of: 'parseSize()', name: 'text' });
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([KMGT]?B)$/.exec(text) ?? [];
  const bytes = Math.round(Number(number) * (UNITS[unit] ?? Number.NaN));
  return bytes > 0 ? bytes : undefined;
}

/** A number of bytes for people. */
export function describeSize(bytes: number): string {
  parseArgument(amount, bytes, { of: 'describeSize()', name: 'bytes' });
  const unit = Object.entries(UNITS).findLast(([, size]) => bytes >= size) ?? ['B', 1];
  return `${Math.round((bytes / unit[1]) * 10) / 10}${unit[0]}`;
}
