import { nearest, TaskError, type TriggerDeclaration, type TriggerWebhook } from '@poppobuilder/core';
import { TRIGGER_PREFIX } from '@poppobuilder/core/runner-kit';
import type { NewTask, Submitted, SubmitOptions } from '@poppobuilder/engine';
import { triggerOptions } from '../triggers/trigger-options.ts';
import { deliveryTaskId } from './delivery-task-id.ts';
import { readPlace, readPointer } from './read-place.ts';
import { SIGNATURE_SCHEMES } from './signature-schemes.ts';
import { cleanBody } from './clean-body.ts';
import { notAccepted, refused, type WebhookAnswer } from './webhook-answer.ts';
import { headersForTrigger, readHeaders, type WebhookHeaders } from './webhook-headers.ts';
import { countsFor, type WebhookSecret, webhookSecrets } from './webhook-secrets.ts';

/** A project that deliveries may be for. */
interface ReceivingProject {
  readonly id: string;
  readonly path: string;
  /** What a delivery may call it, beside its id; in any letter case. */
  readonly names: readonly string[];
  /** What its configuration says of triggers, by their types. Others get nothing for this project. */
  readonly triggers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A request to `POST /webhooks/<route>`, whose body has been read within the limit of its size. */
interface WebhookRequest {
  readonly route: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The raw body. */
  readonly body: Uint8Array;
}

/** Options of {@link createWebhookReceiver}. */
export interface WebhookReceiverOptions {
  /** Triggers of all plugins, as a pool describes them. */
  readonly triggers: () => readonly TriggerDeclaration[];
  readonly projects: () => readonly ReceivingProject[];
  /** The environment with the secrets of webhooks. */
  readonly environment: NodeJS.ProcessEnv;
  /** Stores a delivery: `engine.submit()`. */
  readonly submit: (task: NewTask, options: SubmitOptions) => Promise<Submitted>;
}

/** Answers a request; does not reject. */
export type WebhookReceiver = (request: WebhookRequest) => Promise<WebhookAnswer>;

interface Route extends TriggerDeclaration {
  readonly webhook: TriggerWebhook;
}

/**
 * Returns what receives deliveries: it verifies the signature over the raw body, finds the project, and stores the delivery
 * as a task before it answers. It needs no code of a plugin.
 */
export function createWebhookReceiver(options: WebhookReceiverOptions): WebhookReceiver {
  return async ({ route: name, headers: given, body }) => {
    const routes = options.triggers().filter((trigger): trigger is Route => trigger.webhook !== undefined);
    const route = routes.find(({ webhook }) => webhook.route === name);
    if (route === undefined) return unknownRoute(name, routes);
    const scheme = SIGNATURE_SCHEMES.get(route.webhook.signature.scheme);
    if (scheme === undefined) return unknownScheme(route);
    const headers = readHeaders(given);
    const projects = options.projects();
    const { secret } = route.webhook.signature;
    const all = webhookSecrets(
      options.environment,
      secret,
      projects.map(({ id }) => id),
    );
    const header = route.webhook.signature.header?.toLowerCase() ?? scheme.header;
    // Each of them is tried, so that the time says nothing of which one matched.
    const matched = all.filter(({ value }) => scheme.verify({ headers, body }, value, header));
    if (matched.length === 0) return unsigned(all, secret);
    if (!isJson(headers)) {
      return refused(415, 'UNSUPPORTED_MEDIA_TYPE', 'A delivery must be of the type application/json.');
    }
    const parsed = parse(body);
    if (parsed === undefined) return refused(400, 'INVALID_JSON', 'The body of the delivery is not JSON.');
    const request = { route, headers, signature: [header, ...scheme.others], body: parsed.value };
    return receive(options, request, { projects, matched, all });
  };
}

interface VerifiedRequest {
  readonly route: Route;
  readonly headers: WebhookHeaders;
  readonly signature: readonly string[];
  readonly body: unknown;
}

interface Candidates {
  readonly projects: readonly ReceivingProject[];
  readonly matched: readonly WebhookSecret[];
  readonly all: readonly WebhookSecret[];
}

async function receive(
  { submit }: WebhookReceiverOptions,
  { route: { type, webhook }, headers, signature, body }: VerifiedRequest,
  { projects, matched, all }: Candidates,
): Promise<WebhookAnswer> {
  const event = webhook.events === undefined ? undefined : readPlace(webhook.events.in, headers, body);
  if (webhook.events !== undefined && !webhook.events.names.includes(event ?? '')) {
    return notAccepted(`The trigger "${type}" does not handle the event ${JSON.stringify(event ?? null)}.`);
  }
  const named = readPointer(body, webhook.project);
  const project = typeof named === 'string' ? findProject(projects, named) : undefined;
  const configuration = project?.triggers[type];
  if (project === undefined || configuration === undefined) {
    return notAccepted(`No project has the trigger "${type}" for ${JSON.stringify(named ?? null)}.`);
  }
  if (!countsFor(project.id, matched, all)) return unsigned(all, webhook.signature.secret);
  const deliveryId = readPlace(webhook.deliveryId, headers, body);
  if (deliveryId === undefined || deliveryId.length > MAX_DELIVERY_ID) {
    return refused(400, 'INVALID_TASK', `The delivery has no usable id in ${webhook.deliveryId}.`);
  }
  try {
    const kept = cleanBody({ headers: headersForTrigger(headers, signature), body });
    const trigger = { type, projectId: project.id };
    const task: NewTask = {
      id: deliveryTaskId(trigger, deliveryId),
      type: `${TRIGGER_PREFIX}${type}`,
      projectId: project.id,
      projectPath: project.path,
      event: { kind: 'webhook', ...kept, deliveryId },
      configuration,
    };
    const { isDuplicate } = await submit(task, triggerOptions(trigger));
    const duplicate = isDuplicate ? { duplicate: true as const } : {};
    return { status: 202, body: { accepted: true, delivery: deliveryId, ...duplicate } };
  } catch (error) {
    return failed(error);
  }
}

const MAX_DELIVERY_ID = 200;

/** A sender tries again after an answer of 503. */
function failed(error: unknown): WebhookAnswer {
  if (TaskError.is(error) && !error.retryable) return refused(400, error.code, error.message);
  return refused(503, 'DATABASE_UNAVAILABLE', 'The delivery could not be stored. Send it again later.');
}

function findProject(projects: readonly ReceivingProject[], name: string): ReceivingProject | undefined {
  const wanted = name.toLowerCase();
  return projects.find(({ id, names }) =>
    [id, ...names].some((candidate) => candidate.toLowerCase() === wanted),
  );
}

function unknownRoute(name: string, routes: readonly Route[]): WebhookAnswer {
  const known = routes.map(({ webhook }) => webhook.route);
  const suggestion = nearest(name, known);
  const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
  return refused(404, 'NOT_FOUND', `No trigger has this webhook.${hint}`);
}

const unknownScheme = ({ type, webhook }: Route): WebhookAnswer =>
  refused(
    404,
    'NOT_FOUND',
    `The trigger "${type}" wants signatures of the scheme ${JSON.stringify(webhook.signature.scheme)}, which is not known.`,
  );

function unsigned(all: readonly WebhookSecret[], secret: string): WebhookAnswer {
  const message =
    all.length === 0
      ? `No secret is set to verify deliveries by. Set ${secret} in the environment of the daemon.`
      : 'The signature is missing, or it does not match the secret of this webhook.';
  return refused(401, 'UNAUTHENTICATED', message);
}

const isJson = (headers: WebhookHeaders): boolean =>
  /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');

function parse(body: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown };
  } catch {
    return undefined;
  }
}
