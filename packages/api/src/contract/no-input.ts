import { z } from 'zod';

/** The input of a route that takes none: whatever a query says to it is a mistake. */
export const noInput = z.strictObject({}).optional();
