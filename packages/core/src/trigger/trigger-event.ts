import { z } from 'zod';
import type { JsonValue } from '../task/json.ts';

/** A request to a trigger's webhook, after its host has verified it. */
export interface WebhookEvent {
  readonly kind: 'webhook';
  /** By lower-case names, without those that carry credentials or the signature. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonValue;
  /** The sender's name of this delivery: the same when it is sent again. */
  readonly deliveryId: string;
}

/** A request to look for what is new. */
export interface PollEvent {
  readonly kind: 'poll';
  /** What the last poll of this project that succeeded left; absent at the first one. */
  readonly cursor?: JsonValue | undefined;
  /** Whether its host has just started: what happened before may have been missed. @defaultValue false */
  readonly atStart?: boolean | undefined;
}

/** What a trigger turns into tasks. */
export type TriggerEvent = WebhookEvent | PollEvent;

// A body may have a million values, which are JSON already: a task was copied as such.
const json = z.unknown() as unknown as z.ZodType<JsonValue>;

/** Schema of {@link TriggerEvent}. */
export const triggerEventSchema: z.ZodType<TriggerEvent> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('webhook'),
    headers: z.record(z.string(), z.string()),
    body: json,
    deliveryId: z.string().min(1),
  }),
  z.strictObject({ kind: z.literal('poll'), cursor: json.optional(), atStart: z.boolean().optional() }),
]) as z.ZodType<TriggerEvent>;
