import { z } from 'zod';

/** A time in ISO 8601. */
export const time = z.iso.datetime({ offset: true });

/** A time that a caller names: ISO 8601, or milliseconds since 1970. */
export const givenTime = z.union([time, z.int().min(0)]);
