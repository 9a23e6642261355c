import { z } from 'zod';
import type { ShapeOf } from '../arguments/schemas.ts';
import { nonEmptyText } from '../arguments/schemas.ts';
import { MAX_TIMEOUT } from '../timers/max-timeout.ts';

/** How the host recognises that a request comes from whom it says. */
export interface WebhookSignature {
  /** The way of signing, by a name that the host knows: `standard-webhooks`, `token`, or that of a service. */
  readonly scheme: string;
  /**
   * Name of the host's environment variable with the secret. For a project with an own one, the variable has `_<ID>` at its
   * end.
   */
  readonly secret: string;
  /** The header with the signature. @defaultValue that of the scheme */
  readonly header?: string | undefined;
}

/** Which events a trigger handles. */
export interface WebhookEvents {
  /** Where an event's name is: a header, or a JSON Pointer into the body. */
  readonly in: string;
  /** The host answers all others without running the trigger. */
  readonly names: readonly string[];
}

/** A webhook as data: its host verifies and stores deliveries without code of the plugin. */
export interface TriggerWebhook {
  /** Deliveries are sent to `POST /webhooks/<route>`: letters, digits, `_`, `-` and `.`. */
  readonly route: string;
  readonly signature: WebhookSignature;
  /** Where a delivery's id is: a header, or a JSON Pointer into the body. Each id is handled once. */
  readonly deliveryId: string;
  /** JSON Pointer into the body to what names the project: its id, or a name that the host knows it by. */
  readonly project: string;
  /** @defaultValue all events */
  readonly events?: WebhookEvents | undefined;
}

/** How often a trigger looks for what is new. */
export interface TriggerPoll {
  /** In milliseconds; at least 1000. */
  readonly every: number;
  /** Name of a key of the trigger's configuration by which a project chooses another time, or `false` for `whenOff`. */
  readonly option?: string | undefined;
  /** How often it polls, in milliseconds, where a project turned that off. @defaultValue never */
  readonly whenOff?: number | undefined;
}

/** What a host knows of a trigger without its code. */
export interface TriggerDeclaration {
  /** The task type of its runs is `trigger:` and this. */
  readonly type: string;
  readonly description: string;
  readonly webhook?: TriggerWebhook | undefined;
  readonly poll?: TriggerPoll | undefined;
}

const pointer = z.string().regex(/^(\/|$)/, 'must be a JSON Pointer, such as /repository/name');
const interval = z.int().min(1_000).max(MAX_TIMEOUT);

const signatureSchema = z.strictObject({
  scheme: nonEmptyText,
  secret: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable'),
  header: nonEmptyText.optional(),
} satisfies ShapeOf<WebhookSignature>);

/** Schema of {@link TriggerWebhook}. */
export const triggerWebhookSchema: z.ZodType<TriggerWebhook> = z.strictObject({
  route: z.string().regex(/^\w[\w.-]{0,127}$/, 'must be 1 to 128 letters, digits, _, - or .'),
  signature: signatureSchema,
  deliveryId: nonEmptyText,
  project: pointer,
  events: z
    .strictObject({ in: nonEmptyText, names: z.array(nonEmptyText).min(1) } satisfies ShapeOf<WebhookEvents>)
    .optional(),
} satisfies ShapeOf<TriggerWebhook>);

/** Schema of {@link TriggerPoll}. */
export const triggerPollSchema: z.ZodType<TriggerPoll> = z.strictObject({
  every: interval,
  option: nonEmptyText.optional(),
  whenOff: interval.optional(),
} satisfies ShapeOf<TriggerPoll>);

/** Type of a trigger: with `trigger:` before it, a task type. */
export const triggerType: z.ZodString = z.string().regex(/^[\w.@/-]{1,100}$/, {
  error: 'must be 1 to 100 letters, digits or . @ / _ -',
});

/** Schema of {@link TriggerDeclaration}. */
export const triggerDeclarationSchema: z.ZodType<TriggerDeclaration> = z.strictObject({
  type: triggerType,
  description: z.string(),
  webhook: triggerWebhookSchema.optional(),
  poll: triggerPollSchema.optional(),
} satisfies ShapeOf<TriggerDeclaration>);
