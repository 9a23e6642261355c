import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { callable, nonEmptyText } from '../arguments/schemas.ts';
import type { ConfigSection } from '../configuration/config-section.ts';
import type { ProviderChoice } from './service-provider.ts';

/** How long an instance of a service lives: as long as the process, a project's scope, or one task. */
export type ServiceScope = 'root' | 'project' | 'task';

declare const instance: unique symbol;

/** Names a service and its type. Made by {@link createServiceToken}. */
export interface ServiceToken<T> {
  /** Permanent id, `@scope/package/Name`: two copies of a package in one tree agree through it. */
  readonly id: string;
  readonly scope: ServiceScope;
  /** The name under which `context.components` offers the service, if it does. */
  readonly component?: string | undefined;
  /** Returns the service's definition where the composing app has none: importing the token is then enough to use it. */
  readonly defaultFactory?: (() => ServiceDefinition<T>) | undefined;
  /** Returns the name of the provider that a task uses. Only a token with it has providers. */
  readonly choose?: ((choice: ProviderChoice) => string) | undefined;
  /** Only for the type; never set. */
  readonly [instance]?: T;
}

/** What {@link createServiceToken} takes. */
export interface ServiceTokenOptions<T> {
  readonly id: string;
  readonly scope: ServiceScope;
  readonly component?: string;
  readonly defaultFactory?: (token: ServiceToken<T>) => ServiceDefinition<T>;
  /**
   * Returns the name of the provider that a task uses, so that plugins may add providers. Only for a service that lives as
   * long as a task.
   *
   * @defaultValue the service has no providers
   */
  readonly choose?: (choice: ProviderChoice) => string;
}

/** Services by the names under which a handler or a service gets them. */
export type ServiceTokens = Readonly<Record<string, ServiceToken<unknown>>>;

/** The instances for a map of tokens. */
export type ResolvedServices<S extends ServiceTokens> = {
  readonly [Name in keyof S]: S[Name] extends ServiceToken<infer T> ? T : never;
};

/** What `create` gets besides the services it asked for. */
export interface ServiceCreation {
  /** The secrets that the service declared, by name; one that is not set is absent. */
  readonly secrets: Readonly<Record<string, Secret>>;
}

/** A secret: one value, or several by name, such as the variables of a provider. */
export type Secret = string | Readonly<Record<string, string>>;

/** How a service is created. Made by `defineService`. */
export interface ServiceDefinition<T> {
  readonly token: ServiceToken<T>;
  readonly services: ServiceTokens;
  readonly secrets: readonly string[];
  readonly configuration: readonly ConfigSection[];
  /** Its name among the providers of the token, if it is one of several. */
  readonly provider?: string | undefined;
  create(services: ResolvedServices<ServiceTokens>, creation: ServiceCreation): T;
  dispose?(instance: T): void | Promise<void>;
}

const optionsSchema = z
  .looseObject({
    id: nonEmptyText,
    scope: z.enum(['root', 'project', 'task']),
    choose: callable().optional(),
  })
  .refine(({ choose, scope }) => choose === undefined || scope === 'task', {
    path: ['choose'],
    message: 'is for services with the scope "task" only, because a task chooses the provider',
  });

/** Creates a token. Name it as the interface that it stands for. Throws `PLUGIN_INVALID`. */
export function createServiceToken<T>(options: ServiceTokenOptions<T>): ServiceToken<T> {
  parseArgument(optionsSchema, options, { of: 'createServiceToken()', code: 'PLUGIN_INVALID' });
  const { id, scope, component, defaultFactory, choose } = options;
  let definition: ServiceDefinition<T> | undefined;
  const token: ServiceToken<T> = {
    id,
    scope,
    component,
    choose,
    defaultFactory: defaultFactory && (() => (definition ??= defaultFactory(token))),
  };
  return Object.freeze(token);
}

/** The last part of a token's id: its name for people. */
export function serviceName(token: Pick<ServiceToken<unknown>, 'id'>): string {
  return token.id.slice(token.id.lastIndexOf('/') + 1);
}
