import type { SectionUse } from '../configuration/compose-sections.ts';
import type { ConfigSection } from '../configuration/config-section.ts';
import { TaskError } from '../errors/task-error.ts';
import type { AnyServiceDefinition } from '../plugin/define-plugin.ts';
import type { ProviderChoice } from './service-provider.ts';
import { type ServiceScope, serviceName, type ServiceToken, type ServiceTokens } from './service-token.ts';
import { unknownProvider } from './unknown-provider.ts';

/** A definition and who gave it. */
export interface ServiceSource {
  readonly definition: AnyServiceDefinition;
  /** The plugin's name; `undefined` for the composing app, which alone may override. */
  readonly plugin?: string;
}

/** What a {@link ServiceRegistry} starts with. */
export interface ServiceRegistryOptions {
  /** Tokens whose instances the executor itself puts into a scope; no plugin may define them. */
  readonly provided: readonly ServiceToken<unknown>[];
  /** Core's own tokens with a default: no other token with one of their ids may bring another default. */
  readonly defaults: readonly ServiceToken<unknown>[];
}

const WIDTH: Readonly<Record<ServiceScope, number>> = { root: 0, project: 1, task: 2 };

/** All services of an executor by token id: the app's, the plugins', and the tokens' own defaults. */
export class ServiceRegistry {
  readonly #sources = new Map<string, ServiceSource>();
  /** By token id, then by name. */
  readonly #providers = new Map<string, Map<string, ServiceSource>>();
  readonly #provided: ReadonlySet<string>;
  readonly #defaults: ReadonlyMap<string, ServiceToken<unknown>>;
  readonly #components = new Map<string, ServiceToken<unknown>>();
  readonly #secrets = new Map<AnyServiceDefinition, ReadonlySet<string>>();
  readonly #choosing = new Map<string, boolean>();
  readonly #checked = new Set<string>();

  constructor(options: ServiceRegistryOptions) {
    this.#provided = new Set(options.provided.map((token) => token.id));
    this.#defaults = new Map(options.defaults.map((token) => [token.id, token]));
    for (const token of [...options.provided, ...options.defaults]) this.#offerComponent(token);
  }

  /** Adds a definition. Returns everything that is wrong with it, as texts. */
  add(source: ServiceSource): string[] {
    const { token } = source.definition;
    const earlier = this.#sources.get(token.id);
    if (this.#provided.has(token.id)) return [`service ${token.id} is given by the executor itself`];
    if (source.definition.provider !== undefined)
      return this.#addProvider(source, source.definition.provider);
    if (source.plugin !== undefined && hasDefault(token)) return [replacesDefault(token, source.plugin)];
    if (earlier !== undefined) {
      if (earlier.plugin === undefined && source.plugin !== undefined) return [];
      if (source.plugin !== undefined || earlier.plugin === undefined) {
        const both = [earlier.plugin, source.plugin].map((plugin) => plugin ?? 'the app').join(' and ');
        return [`service ${token.id} is defined twice, by ${both}`];
      }
    }
    const problems = this.#offerComponent(token);
    if (problems.length === 0) this.#sources.set(token.id, source);
    return problems;
  }

  #addProvider(source: ServiceSource, name: string): string[] {
    const { token } = source.definition;
    const user = source.plugin ?? 'the app';
    if (token.choose === undefined) {
      return [`${user} has a provider "${name}" of service ${token.id}, which has no providers`];
    }
    const providers = this.#providers.get(token.id) ?? new Map<string, ServiceSource>();
    const earlier = providers.get(name);
    if (token.defaultFactory?.().provider === name) {
      return [`${user} has a provider "${name}" of service ${token.id}, which is the name of its default`];
    }
    if (earlier !== undefined) {
      return [
        `the provider "${name}" of service ${token.id} is defined twice, by ${earlier.plugin ?? 'the app'} and ${user}`,
      ];
    }
    this.#providers.set(token.id, providers.set(name, source));
    return this.#offerComponent(token);
  }

  /** Checks every added definition, also those that no handler asks for. Returns what {@link check} did not report. */
  checkAll(): string[] {
    return this.#added().flatMap(({ definition: { token }, plugin }) =>
      this.#check(token, plugin ?? 'the app', []),
    );
  }

  #added(): ServiceSource[] {
    const providers = [...this.#providers.values()].flatMap((byName) => [...byName.values()]);
    return [...this.#sources.values(), ...providers];
  }

  /**
   * Checks that all that a map of tokens needs exists, is wide enough, and has no cycle. Returns what is wrong; of a
   * service it reports only once.
   */
  check(tokens: ServiceTokens, user: string): string[] {
    return Object.values(tokens).flatMap((token) => this.#check(token, user, []));
  }

  /**
   * The definition for a token: an added one, else the chosen provider, else the token's own default.
   *
   * Throws `INVALID_CONFIG` when a provider is chosen that nothing brings.
   */
  find(token: ServiceToken<unknown>, choice?: ProviderChoice): AnyServiceDefinition | undefined {
    const added = this.#sources.get(token.id)?.definition;
    const { defaultFactory } = this.#defaults.get(token.id) ?? token;
    const byDefault = defaultFactory?.();
    if (added !== undefined || choice === undefined || token.choose === undefined) return added ?? byDefault;
    const chosen = token.choose(choice);
    if (byDefault?.provider === chosen) return byDefault;
    const providers = this.#providers.get(token.id);
    const provider = providers?.get(chosen)?.definition;
    if (provider !== undefined) return provider;
    const names = [byDefault?.provider ?? [], ...(providers?.keys() ?? [])].flat();
    throw unknownProvider(token, chosen, names);
  }

  /** Names of the secrets that a service and all that it needs use. */
  secretsOf(token: ServiceToken<unknown>, choice?: ProviderChoice): ReadonlySet<string> {
    const definition = this.find(token, choice);
    if (definition === undefined) return new Set();
    const known = this.#secrets.get(definition);
    if (known !== undefined) return known;
    const needed = Object.values(definition.services);
    const below = needed.flatMap((one) => [...this.secretsOf(one, choice)]);
    const secrets = new Set([...definition.secrets, ...below]);
    if (!needed.some((one) => this.#dependsOnChoice(one))) this.#secrets.set(definition, secrets);
    return secrets;
  }

  /** Throws `INVALID_CONFIG` when a service among these, or among what they need, has no provider of the chosen name. */
  assertChosen(tokens: ServiceTokens, choice: ProviderChoice): void {
    for (const token of Object.values(tokens)) {
      if (!this.#dependsOnChoice(token)) continue;
      this.assertChosen(this.find(token, choice)?.services ?? {}, choice);
    }
  }

  /** Whether a token, or one that it needs, has another definition in another task. */
  #dependsOnChoice(token: ServiceToken<unknown>): boolean {
    if (token.scope !== 'task') return false;
    const known = this.#choosing.get(token.id);
    if (known !== undefined) return known;
    const isChosen = token.choose !== undefined && !this.#sources.has(token.id);
    const depends =
      isChosen ||
      this.#definitionsOf(token).some(({ services }) =>
        Object.values(services).some((needed) => this.#dependsOnChoice(needed)),
      );
    this.#choosing.set(token.id, depends);
    return depends;
  }

  /** The sections that services and all that they need read. */
  sectionUses(tokens: ServiceTokens, user: string): SectionUse[] {
    return [...this.#sectionsOf(Object.values(tokens), new Set())].map((section) => ({ section, user }));
  }

  /** The sections that added definitions read. */
  addedSectionUses(): SectionUse[] {
    return this.#added().flatMap(({ definition: { token }, plugin }) =>
      this.sectionUses({ token }, plugin ?? 'the app'),
    );
  }

  #sectionsOf(tokens: readonly ServiceToken<unknown>[], seen: Set<string>): Set<ConfigSection> {
    const found = new Set<ConfigSection>();
    for (const token of tokens) {
      if (seen.has(token.id)) continue;
      seen.add(token.id);
      for (const definition of this.#definitionsOf(token)) {
        const needed = this.#sectionsOf(Object.values(definition.services), seen);
        for (const section of [...definition.configuration, ...needed]) found.add(section);
      }
    }
    return found;
  }

  /**
   * All definitions of a token, whichever a task may use. What replaces a service of another package reads that package's
   * sections, and has the secrets that they declare.
   */
  #definitionsOf(token: ServiceToken<unknown>): readonly AnyServiceDefinition[] {
    const { defaultFactory } = this.#defaults.get(token.id) ?? token;
    const providers = [...(this.#providers.get(token.id)?.values() ?? [])];
    return [
      this.#sources.get(token.id)?.definition ?? [],
      defaultFactory?.() ?? [],
      ...providers.map(({ definition }) => definition),
    ].flat();
  }

  /** Tokens by the name under which `context.components` offers them. */
  get components(): ReadonlyMap<string, ServiceToken<unknown>> {
    return this.#components;
  }

  /** Registers a token's name in `context.components`; no other token can take it over. */
  #offerComponent(token: ServiceToken<unknown>): string[] {
    const { id, component } = token;
    if (component === undefined) return [];
    const owner = this.#components.get(component);
    if (owner === undefined) this.#components.set(component, token);
    return owner === undefined || owner.id === id
      ? []
      : [`service ${id} takes the component name "${component}", which belongs to ${owner.id}`];
  }

  #check(token: ServiceToken<unknown>, user: string, way: readonly ServiceToken<unknown>[]): string[] {
    if (this.#provided.has(token.id)) return [];
    if (way.some((earlier) => earlier.id === token.id)) {
      return [`services depend on each other in a cycle: ${[...way, token].map(serviceName).join(' -> ')}`];
    }
    const definition = this.find(token);
    if (definition === undefined && !this.#providers.has(token.id))
      return [`${user} needs the service ${token.id}, which nothing provides`];
    const plugin = this.#sources.get(token.id)?.plugin;
    if (plugin !== undefined && hasDefault(token)) return [replacesDefault(token, plugin)];
    if (this.#checked.has(token.id)) return [];
    this.#checked.add(token.id);
    const here = `service ${token.id}`;
    const problems = this.#offerComponent(token);
    if (token.scope === 'root' && (definition?.secrets ?? []).length > 0) {
      problems.push(`${here} lives as long as the process and so cannot have a project's secrets`);
    }
    const providers = [...(this.#providers.get(token.id)?.values() ?? [])].map((source) => source.definition);
    const used = [...(definition === undefined ? [] : [definition]), ...providers];
    for (const needed of new Set(used.flatMap((one) => Object.values(one.services)))) {
      if (WIDTH[needed.scope] > WIDTH[token.scope]) {
        problems.push(
          `${here} lives longer (${token.scope}) than ${needed.id} (${needed.scope}), which it needs`,
        );
      } else {
        problems.push(...this.#check(needed, here, [...way, token]));
      }
    }
    return problems;
  }
}

/** Core's own tokens all have one, also when a plugin makes a token with the same id. */
const hasDefault = ({ id, defaultFactory }: ServiceToken<unknown>): boolean =>
  defaultFactory !== undefined || id.startsWith('@poppobuilder/core/');

const replacesDefault = ({ id }: ServiceToken<unknown>, plugin: string): string =>
  `${plugin} defines service ${id}, which has a default that only the composing app may replace`;

/** One error for all that is wrong with plugins or services. */
export function pluginInvalid(problems: readonly string[], cause?: unknown): TaskError {
  const message = `The plugins cannot be used: ${problems.join('; ')}.`;
  return new TaskError({ code: 'PLUGIN_INVALID', message, cause });
}
