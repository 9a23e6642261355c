import type { SectionUse } from '../configuration/compose-sections.ts';
import type { ConfigSection } from '../configuration/config-section.ts';
import { TaskError } from '../errors/task-error.ts';
import type { AnyServiceDefinition } from '../plugin/define-plugin.ts';
import { type ServiceScope, serviceName, type ServiceToken, type ServiceTokens } from './service-token.ts';

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
  readonly #provided: ReadonlySet<string>;
  readonly #defaults: ReadonlyMap<string, ServiceToken<unknown>>;
  readonly #components = new Map<string, ServiceToken<unknown>>();
  readonly #secrets = new Map<string, ReadonlySet<string>>();
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

  /** Checks every added definition, also those that no handler asks for. Returns what {@link check} did not report. */
  checkAll(): string[] {
    return [...this.#sources.values()].flatMap(({ definition: { token }, plugin }) =>
      this.#check(token, plugin ?? 'the app', []),
    );
  }

  /**
   * Checks that all that a map of tokens needs exists, is wide enough, and has no cycle. Returns what is wrong; of a
   * service it reports only once.
   */
  check(tokens: ServiceTokens, user: string): string[] {
    return Object.values(tokens).flatMap((token) => this.#check(token, user, []));
  }

  /** The definition for a token: an added one, else the token's own default. */
  find(token: ServiceToken<unknown>): AnyServiceDefinition | undefined {
    const { defaultFactory } = this.#defaults.get(token.id) ?? token;
    return this.#sources.get(token.id)?.definition ?? defaultFactory?.();
  }

  /** Names of the secrets that a service and all that it needs use. */
  secretsOf(token: ServiceToken<unknown>): ReadonlySet<string> {
    const known = this.#secrets.get(token.id);
    if (known !== undefined) return known;
    const definition = this.find(token);
    const below = Object.values(definition?.services ?? {}).flatMap((needed) => [...this.secretsOf(needed)]);
    const secrets = new Set([...(definition?.secrets ?? []), ...below]);
    this.#secrets.set(token.id, secrets);
    return secrets;
  }

  /** The sections that services and all that they need read. */
  sectionUses(tokens: ServiceTokens, user: string): SectionUse[] {
    return [...this.#sectionsOf(Object.values(tokens), new Set())].map((section) => ({ section, user }));
  }

  /** The sections that added definitions read. */
  addedSectionUses(): SectionUse[] {
    return [...this.#sources.values()].flatMap(({ definition: { token }, plugin }) =>
      this.sectionUses({ token }, plugin ?? 'the app'),
    );
  }

  #sectionsOf(tokens: readonly ServiceToken<unknown>[], seen: Set<string>): Set<ConfigSection> {
    const found = new Set<ConfigSection>();
    for (const token of tokens) {
      if (seen.has(token.id)) continue;
      seen.add(token.id);
      const definition = this.find(token);
      for (const section of this.#ownSections(token, definition)) found.add(section);
      for (const section of this.#sectionsOf(Object.values(definition?.services ?? {}), seen)) {
        found.add(section);
      }
    }
    return found;
  }

  /** What replaces a service of another package reads that package's sections, and has the secrets that they declare. */
  #ownSections(
    token: ServiceToken<unknown>,
    definition: AnyServiceDefinition | undefined,
  ): readonly ConfigSection[] {
    const { defaultFactory } = this.#defaults.get(token.id) ?? token;
    return [...(definition?.configuration ?? []), ...(defaultFactory?.().configuration ?? [])];
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
    if (definition === undefined) return [`${user} needs the service ${token.id}, which nothing provides`];
    const plugin = this.#sources.get(token.id)?.plugin;
    if (plugin !== undefined && hasDefault(token)) return [replacesDefault(token, plugin)];
    if (this.#checked.has(token.id)) return [];
    this.#checked.add(token.id);
    const here = `service ${token.id}`;
    const problems = this.#offerComponent(token);
    if (token.scope === 'root' && definition.secrets.length > 0) {
      problems.push(`${here} lives as long as the process and so cannot have a project's secrets`);
    }
    for (const needed of Object.values(definition.services)) {
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
