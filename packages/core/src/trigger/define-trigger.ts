import { z } from 'zod';
import { invalidArgument, parseArgument } from '../arguments/parse-argument.ts';
import { callable } from '../arguments/schemas.ts';
import { strictInput } from '../execution/input-schema.ts';
import { reasonOf } from '../errors/reason-of.ts';
import type { TaskContext } from '../execution/task-context.ts';
import type { Permissions } from '../plugin/permissions.ts';
import type { ResolvedServices, ServiceTokens } from '../services/service-token.ts';
import {
  type TriggerDeclaration,
  type TriggerPoll,
  triggerPollSchema,
  triggerType,
  type TriggerWebhook,
  triggerWebhookSchema,
} from './trigger-declaration.ts';
import type { TriggerEvent } from './trigger-event.ts';
import type { TriggerResult } from './trigger-result.ts';

/** What a trigger knows about the event that it handles and the project that it handles it for. */
export interface TriggerContext<Configuration = unknown> extends TaskContext {
  /** What the project's configuration says of this trigger, as its schema parsed it. */
  readonly configuration: Configuration;
}

/** An example of a trigger's event: it gives a result on any project. */
export interface TriggerExample<Configuration = unknown> {
  readonly event: TriggerEvent;
  readonly configuration?: Configuration | undefined;
}

/** Options of {@link defineTrigger}. */
export interface TriggerOptions<Configuration extends z.ZodType, Services extends ServiceTokens> {
  /** What a project's configuration calls it, below `triggers`. Its runs are tasks of the type `trigger:<type>`. */
  readonly type: string;
  /** Version of the behaviour. @defaultValue '1' */
  readonly version?: string;
  /** What it turns into tasks, in one sentence for people. */
  readonly description: string;
  /**
   * Synchronous zod schema, an object, of what a project's configuration says of it. A project that says nothing gets what
   * the schema makes of `{}`. @defaultValue nothing may be said
   */
  readonly configuration?: Configuration;
  /** What the trigger needs, as for a handler. What is left out is denied. @defaultValue {} */
  readonly permissions?: Permissions;
  /** Tokens of the services it uses, by the names that `handle` gets them under. @defaultValue {} */
  readonly services?: Services;
  /** Timeout of one event, in milliseconds. @defaultValue the runner's own, 600000 (10 minutes) */
  readonly timeout?: number | undefined;
  /** What sends events to it. @defaultValue nothing */
  readonly webhook?: TriggerWebhook | undefined;
  /** How often it looks for what is new. @defaultValue never */
  readonly poll?: TriggerPoll | undefined;
  /** Examples of events, as JSON. The contract suite runs them. @defaultValue [] */
  readonly examples?: readonly TriggerExample<z.input<Configuration>>[];
  /**
   * Turns one event into tasks. They are accepted together with the success of this run, or not at all.
   *
   * The same event may come again, late, or in another order than it happened: read again what it is about, and name by
   * `idempotencyKey` what each task is for. Throw to fail, as a handler does.
   */
  handle(
    event: TriggerEvent,
    context: TriggerContext<z.output<Configuration>>,
    services: ResolvedServices<Services>,
  ): Promise<TriggerResult>;
}

/** A trigger. Made by {@link defineTrigger}. */
export interface Trigger extends TriggerDeclaration {
  readonly version: string;
  readonly configuration: z.ZodType;
  readonly permissions: Permissions;
  readonly services: ServiceTokens;
  readonly timeout: number | undefined;
  readonly examples: readonly TriggerExample[];
  handle(
    event: TriggerEvent,
    context: TriggerContext,
    services: ResolvedServices<ServiceTokens>,
  ): Promise<TriggerResult>;
}

const optionsSchema = z.looseObject({
  type: triggerType,
  configuration: z.custom((value) => '_zod' in Object(value), 'expected a schema of zod 4').optional(),
  handle: callable(),
  webhook: triggerWebhookSchema.optional(),
  poll: triggerPollSchema.optional(),
});

/**
 * Defines a trigger: what turns something outside into tasks. Each event is a durable task of its own, which runs where a
 * handler would, with the permissions that it declares.
 *
 * @example
 * ```ts
 * const alerts = defineTrigger({
 *   type: 'alerts',
 *   description: 'Runs the repair of a service when it sends an alert.',
 *   webhook: {
 *     route: 'alerts',
 *     signature: { scheme: 'standard-webhooks', secret: 'ALERTS_WEBHOOK_SECRET' },
 *     deliveryId: 'webhook-id',
 *     project: '/project',
 *   },
 *   async handle(event) {
 *     if (event.kind !== 'webhook') return { ignored: 'Nothing is polled.' };
 *     const task = { type: 'custom-command', command: 'npm', args: ['run', 'repair'] };
 *     return { tasks: [{ task, options: { idempotencyKey: event.deliveryId } }] };
 *   },
 * });
 * ```
 * @throws TaskError `PLUGIN_INVALID`, which names the field
 */
export function defineTrigger<
  Configuration extends z.ZodType = z.ZodObject<Record<never, never>>,
  const Services extends ServiceTokens = Record<never, never>,
>(options: TriggerOptions<Configuration, Services>): Trigger {
  parseArgument(optionsSchema, options, { of: 'defineTrigger()', code: 'PLUGIN_INVALID' });
  // Read one by one: options may be an instance of a class.
  const { type, version = '1', description, timeout, webhook, poll } = options;
  const { permissions = {}, services = {}, examples = [] } = options as Partial<Trigger>;
  const configuration = strict(options.configuration ?? z.object({}));
  const handle = options.handle.bind(options);
  const declared = { type, version, description, configuration, permissions, services, timeout };
  return { ...declared, webhook, poll, examples, handle };
}

function strict(configuration: z.ZodType): z.ZodType {
  try {
    return strictInput(configuration);
  } catch (cause) {
    const problem = `configuration: ${reasonOf(cause)}`;
    throw invalidArgument({ of: 'defineTrigger()', code: 'PLUGIN_INVALID' }, problem, { cause });
  }
}
