import { z } from 'zod';
import type { ConfigSection } from '../configuration/config-section.ts';
import { parseArgument } from '../arguments/parse-argument.ts';
import { callable, nonEmptyText } from '../arguments/schemas.ts';
import { providerName } from './service-provider.ts';
import type {
  ResolvedServices,
  ServiceCreation,
  ServiceDefinition,
  ServiceToken,
  ServiceTokens,
} from './service-token.ts';

/** What {@link defineService} takes. */
export interface ServiceOptions<T, S extends ServiceTokens> {
  readonly token: ServiceToken<T>;
  /** Services it needs, of the same or a wider scope. */
  readonly services?: S;
  /** Names of secrets it needs; a handler that uses it must declare them too. */
  readonly secrets?: readonly string[];
  /** Sections of the project's configuration that it reads; a plugin that uses the service has them too. */
  readonly configuration?: readonly ConfigSection[];
  /** Its name among the providers of a token with `choose`. @defaultValue it is the only implementation */
  readonly provider?: string | undefined;
  /** Creates an instance. Synchronous: set-up that waits belongs into the service's methods. */
  create(services: ResolvedServices<S>, creation: ServiceCreation): T;
  /** Releases an instance when its scope ends. */
  dispose?(instance: T): void | Promise<void>;
}

const optionsSchema = z.looseObject({
  token: z.looseObject({ id: nonEmptyText }),
  provider: providerName.optional(),
  create: callable(),
});

/** Describes how a service is made, for `plugins` or for the composing app's `services`. Throws `PLUGIN_INVALID`. */
export function defineService<T, const S extends ServiceTokens = Record<never, never>>(
  options: ServiceOptions<T, S>,
): ServiceDefinition<T> {
  parseArgument(optionsSchema, options, { of: 'defineService()', code: 'PLUGIN_INVALID' });
  const { token, services = {}, secrets = [], configuration = [], provider } = options;
  return {
    token,
    services,
    secrets,
    configuration,
    ...(provider === undefined ? {} : { provider }),
    create: (resolved, creation) => options.create(resolved as ResolvedServices<S>, creation),
    dispose: (instance) => options.dispose?.(instance),
  };
}
