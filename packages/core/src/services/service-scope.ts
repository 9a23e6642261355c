import { Container } from '../container.ts';
import { reasonOf } from '../errors/reason-of.ts';
import { placeError, TaskError } from '../errors/task-error.ts';
import type { AnyServiceDefinition } from '../plugin/define-plugin.ts';
import type { ProviderChoice } from './service-provider.ts';
import type { Secret } from './service-token.ts';
import type { ServiceRegistry } from './service-registry.ts';
import {
  type ResolvedServices,
  type ServiceScope,
  serviceName,
  type ServiceToken,
  type ServiceTokens,
} from './service-token.ts';

/** What a scope is made of. */
export interface ScopeOptions {
  readonly kind: ServiceScope;
  readonly registry: ServiceRegistry;
  readonly parent?: Scope;
  /** Instances that are there from the start, by token id. */
  readonly provided?: Readonly<Record<string, unknown>>;
  /** The project's secrets; in a task's scope those of its project are used. */
  readonly secrets?: Readonly<Record<string, Secret>>;
  /** Whether the user of this scope may have a secret. @defaultValue every secret */
  readonly permits?: (secret: string) => boolean;
  /** What decides which providers a task uses. */
  readonly choice?: ProviderChoice;
}

/** A DI scope: makes services on first use, here or in the wider scope they belong to. */
export class Scope {
  readonly #options: ScopeOptions;
  #container: Container | undefined;
  #disposed = false;

  constructor(options: ScopeOptions) {
    this.#options = options;
  }

  /**
   * The instance of a service.
   *
   * Throws `PERMISSION_DENIED` when it needs a secret that is not permitted here, and `COMPONENT_FAILED` or the
   * service's own `TaskError` when it cannot be made, where the next use tries again, or when this scope has ended.
   */
  get<T>(token: ServiceToken<T>): T {
    if (this.#disposed && !Object.hasOwn(this.#options.provided ?? {}, token.id)) throw ended(token);
    this.#assertPermitted(token);
    return this.#resolve(token);
  }

  /** Instances for a map of tokens, each made when its property is first read. */
  lazy<S extends ServiceTokens>(tokens: S): ResolvedServices<S> {
    const services = {};
    for (const [name, token] of Object.entries(tokens)) {
      Object.defineProperty(services, name, { enumerable: true, get: () => this.get(token) });
    }
    return services as ResolvedServices<S>;
  }

  /** Disposes what this scope made, the newest first. Gives what disposers threw; nothing when it made nothing. */
  dispose(): Promise<unknown[]> | undefined {
    this.#disposed = true;
    const container = this.#container;
    this.#container = undefined;
    return container?.dispose();
  }

  #assertPermitted(token: ServiceToken<unknown>): void {
    const { permits, registry } = this.#options;
    if (permits === undefined) return;
    for (const secret of registry.secretsOf(token, this.#options.choice)) {
      if (permits(secret)) continue;
      throw new TaskError({
        code: 'PERMISSION_DENIED',
        message: `The service ${serviceName(token)} needs the secret "${secret}", which the handler may not have.`,
        hint: `Declare it: permissions: { secrets: ['${secret}'] }. A project's configuration can deny it too.`,
        component: serviceName(token),
      });
    }
  }

  #resolve<T>(token: ServiceToken<T>): T {
    const { kind, parent, provided } = this.#options;
    if (provided !== undefined && Object.hasOwn(provided, token.id)) return provided[token.id] as T;
    if (token.scope !== kind && parent !== undefined) return parent.#resolve(token);
    if (this.#disposed) throw ended(token);
    const definition = this.#options.registry.find(token, this.#options.choice);
    const create = (): T => this.#create(token, definition);
    return this.#open().resolve(token.id, create, (instance) => definition?.dispose?.(instance));
  }

  #create<T>(token: ServiceToken<T>, definition: AnyServiceDefinition | undefined): T {
    const component = serviceName(token);
    try {
      if (definition === undefined) throw new Error(`nothing provides ${token.id}`);
      const created: unknown = definition.create(this.#dependencies(definition), {
        secrets: this.#secretsFor(definition),
      });
      if (created instanceof Promise) {
        created.catch(() => undefined);
        throw new TypeError('its create() returned a promise; set-up that waits belongs into its methods');
      }
      return created as T;
    } catch (cause) {
      if (TaskError.is(cause)) throw placeError(cause, { component }, (text) => text);
      const message = `The service ${component} could not be created: ${reasonOf(cause)}.`;
      throw new TaskError({ code: 'COMPONENT_FAILED', message, component, cause });
    }
  }

  #dependencies(definition: AnyServiceDefinition): ResolvedServices<ServiceTokens> {
    const entries = Object.entries(definition.services);
    return Object.fromEntries(entries.map(([name, token]) => [name, this.#resolve(token)]));
  }

  #secretsFor(definition: AnyServiceDefinition): Readonly<Record<string, Secret>> {
    const { parent, secrets } = this.#options;
    const known = secrets ?? (parent === undefined ? {} : (parent.#options.secrets ?? {}));
    return Object.fromEntries(Object.entries(known).filter(([name]) => definition.secrets.includes(name)));
  }

  #open(): Container {
    const { parent } = this.#options;
    this.#container ??= new Container(parent === undefined ? undefined : parent.#open());
    return this.#container;
  }
}

function ended(token: ServiceToken<unknown>): TaskError {
  const component = serviceName(token);
  const message = `The service ${component} cannot be used any more, because what it belonged to has ended.`;
  return new TaskError({ code: 'COMPONENT_FAILED', message, component });
}
