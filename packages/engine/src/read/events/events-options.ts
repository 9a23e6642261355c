import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { knownText } from '../../arguments/ids.ts';
import { parseCursor } from './event-cursor.ts';
import { EVENT_KINDS, type EventsOptions } from './engine-event.ts';

const eventsSchema: z.ZodType<EventsOptions> = z.strictObject({
  after: z.string().optional(),
  until: z.string().optional(),
  taskId: knownText.optional(),
  kinds: z.array(z.enum(EVENT_KINDS)).min(1).optional(),
  interval: z.number().min(0).max(10_000).optional(),
  signal: z.instanceof(AbortSignal).optional(),
} satisfies ShapeOf<EventsOptions>);

/** Checks the options of `subscribe()`. Throws an `INVALID_TASK` that names every wrong option. */
export function parseEventsOptions(options: unknown): EventsOptions {
  const parsed = parseArgument(eventsSchema, options, { of: 'events.subscribe()' });
  if (parsed.after !== undefined) parseCursor(parsed.after, 'after');
  if (parsed.until !== undefined) parseCursor(parsed.until, 'until');
  return parsed;
}
