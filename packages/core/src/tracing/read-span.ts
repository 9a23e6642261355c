import { z } from 'zod';
import type { SpanRecord } from './span-record.ts';

/** What a span may have at most. */
const MAX_ATTRIBUTES = 64;
const MAX_LINKS = 64;
const MAX_TEXT = 1_024;

const text = z.string().max(MAX_TEXT);
const time = z.number().min(0).max(8.64e15);

const place = {
  traceId: z.string().regex(/^[\da-f]{32}$/),
  spanId: z.string().regex(/^[\da-f]{16}$/),
};

const schema: z.ZodType<SpanRecord> = z
  .strictObject({
    ...place,
    parentId: z
      .string()
      .regex(/^[\da-f]{16}$/)
      .optional(),
    links: z.array(z.strictObject(place)).max(MAX_LINKS).optional(),
    name: text.min(1),
    kind: z.enum(['internal', 'server', 'client', 'producer', 'consumer']),
    startTime: time,
    endTime: time,
    attributes: z
      .record(text, z.union([text, z.number(), z.boolean()]))
      .refine((attributes) => Object.keys(attributes).length <= MAX_ATTRIBUTES),
    error: text.optional(),
  } satisfies Record<keyof SpanRecord, z.ZodType>)
  .refine(({ startTime, endTime }) => startTime <= endTime);

/** Reads a span that another process has sent. Returns `undefined` for anything else. */
export const readSpan = (value: unknown): SpanRecord | undefined => schema.safeParse(value).data;
