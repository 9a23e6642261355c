import { z } from 'zod';

/** The fields of a query that choose a page. */
export const paged = {
  after: z.string().optional().describe('`next` of the previous page.'),
  limit: z.coerce.number().int().min(1).max(1_000).optional().describe('The maximum number of items.'),
} as const;

/** Returns the schema of a page of items. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().optional().describe('The `after` of the next page; absent on the last page.'),
  });
