import { z } from 'zod';

const FIRST = new Date('0001-01-01T00:00:00Z').getTime();
const LAST = new Date('9999-12-31T23:59:59.999Z').getTime();

/** Returns the date of a time; of one that the database does not accept, the nearest that it does. In milliseconds since 1970. */
export const nearestStoredDate = (time: number): Date => new Date(Math.min(Math.max(time, FIRST), LAST));

/** Schema of a date whose ISO 8601 text the database accepts: its year has four digits. */
export const storedDate: z.ZodType<Date> = z
  .date()
  .refine((date) => date.getTime() >= FIRST && date.getTime() <= LAST, 'must be in the years 1 to 9999');
