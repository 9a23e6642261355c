import type { JsonValue } from '@poppobuilder/core';
import { z } from 'zod';

/** Where a poll continues. Times are those of GitHub, but for `next`. */
export interface Cursor {
  /** When the project was first polled: comments and pull requests count from then on. ISO 8601. */
  readonly startedAt: string;
  /** The newest change that was seen. ISO 8601. */
  readonly since: string;
  /** When GitHub answered the last poll. ISO 8601. */
  readonly polledAt: string;
  /** ETag of the newest changes. */
  readonly etag?: string | undefined;
  /** Open issues with a trigger label. */
  readonly requested: readonly number[];
  /** Heads of open pull requests when they were last seen, by number. */
  readonly heads: Readonly<Record<string, string>>;
  /** How many polls in a row have found nothing. */
  readonly quiet: number;
  /** No poll before then. In milliseconds since the epoch. */
  readonly next: number;
}

const schema: z.ZodType<Cursor> = z.object({
  startedAt: z.string(),
  since: z.string(),
  polledAt: z.string(),
  etag: z.string().optional(),
  requested: z.array(z.int()),
  heads: z.record(z.string(), z.string()),
  quiet: z.int(),
  next: z.number(),
});

/** Returns the cursor that the last poll left; undefined at the first one, and for one of another version. */
export const readCursor = (value: JsonValue | undefined): Cursor | undefined => schema.safeParse(value).data;

/** Returns a cursor as JSON. */
export const writeCursor = (cursor: Cursor): JsonValue => JSON.parse(JSON.stringify(cursor)) as JsonValue;
