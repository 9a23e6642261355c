import { z } from 'zod';
import type { ConfigSection } from '../configuration/config-section.ts';
import { parseArgument } from '../arguments/parse-argument.ts';
import { callable, nonEmptyText } from '../arguments/schemas.ts';
import type { ResolvedServices, ServiceToken, ServiceTokens } from './service-token.ts';

/** What `create` gets beside the services it asked for. */
export interface ServiceCreation {
  /** The secrets that the service declared, by name; one that is not set is absent. */
  readonly secrets: Readonly<Record<string, Secret>>;
}

/** A secret: one value, or several by name, such as the variables of a provider. */
export type Secret = string | Readonly<Record<string, string>>;

/** How a service is made. Made by {@link defineService}. */
export interface ServiceDefinition<T> {
  readonly token: ServiceToken<T>;
  readonly services: ServiceTokens;
  readonly secrets: readonly string[];
  readonly configuration: readonly ConfigSection[];
  create(services: ResolvedServices<ServiceTokens>, creation: ServiceCreation): T;
  dispose?(instance: T): void | Promise<void>;
}

/** What {@link defineService} takes. */
export interface ServiceOptions<T, S extends ServiceTokens> {
  readonly token: ServiceToken<T>;
  /** Services it needs, of the same or a wider scope. */
  readonly services?: S;
  /** Names of secrets it needs; a handler that uses it must declare them too. */
  readonly secrets?: readonly string[];
  /** Sections of the project's configuration that it reads; a plugin that uses the service has them too. */
  readonly configuration?: readonly ConfigSection[];
  /** Makes an instance. Synchronous: set-up that waits lives in the service's methods. */
  create(services: ResolvedServices<S>, creation: ServiceCreation): T;
  /** Releases an instance when its scope ends. */
  dispose?(instance: T): void | Promise<void>;
}

const optionsSchema = z.looseObject({ token: z.looseObject({ id: nonEmptyText }), create: callable() });

/** Describes how a service is made, for `plugins` or for the composing app's `services`. Throws `PLUGIN_INVALID`. */
export function defineService<T, const S extends ServiceTokens = Record<never, never>>(
  options: ServiceOptions<T, S>,
): ServiceDefinition<T> {
  parseArgument(optionsSchema, options, { of: 'defineService()', code: 'PLUGIN_INVALID' });
  const { token, services = {}, secrets = [], configuration = [] } = options;
  return {
    token,
    services,
    secrets,
    configuration,
    create: (resolved, creation) => options.create(resolved as ResolvedServices<S>, creation),
    dispose: (instance) => options.dispose?.(instance),
  };
}
