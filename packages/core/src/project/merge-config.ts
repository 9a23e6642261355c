import { deepMerge, isNode, type Node, pick } from '../configuration/merge-layers.ts';
import type { SectionLayers } from '../configuration/resolve-section.ts';
import { asSection } from '../configuration/resolve-section.ts';
import type { SectionDeclaration } from '../configuration/section-declaration.ts';
import { narrowPermissions, type Permissions, resolvePermissions } from '../plugin/permissions.ts';
import type { CoreConfig } from './core-config.ts';

/** The keys of one source: those of every configuration, and sections. */
export interface ConfigSource {
  readonly core: CoreConfig;
  readonly sections: Node;
}

/** A merged configuration and what of the project's own file did not count. */
export interface MergedConfig {
  readonly config: CoreConfig;
  readonly sections: Readonly<Record<string, SectionLayers>>;
  /** Keys of the file inside the project that only the operator may set. */
  readonly ignored: readonly string[];
}

const NOTHING: ConfigSource = { core: {}, sections: {} };

/** What the file inside the project may set or narrow of the keys of every configuration. */
const OPEN_IN_PROJECT: ReadonlySet<string> = new Set(['language', 'permissions']);

/**
 * Merges the operator's sources, the first wins, and then the file inside the project, which anyone who can push may
 * write: it may set a few keys that the operator left open and narrow a few limits, and nothing else. Sections stay apart
 * by who wrote them, for their own code narrows them.
 */
export function mergeConfig(
  operator: readonly ConfigSource[],
  inProject: ConfigSource = NOTHING,
  declarations: readonly SectionDeclaration[] = [],
): MergedConfig {
  const merged = operator.toReversed().reduce<CoreConfig>((base, { core }) => deepMerge(base, core), {});
  const { language, permissions } = inProject.core;
  const narrowed = narrowLimits(merged.permissions, permissions);
  const layers = mergeSections(operator, inProject.sections, declarations);
  return {
    config: {
      ...(language === undefined ? {} : { language }),
      ...merged,
      ...(narrowed === undefined ? {} : { permissions: narrowed }),
    },
    sections: layers.sections,
    ignored: [...ignoredKeys(inProject.core), ...layers.ignored],
  };
}

function mergeSections(
  operator: readonly ConfigSource[],
  inProject: Node,
  declarations: readonly SectionDeclaration[],
): Pick<MergedConfig, 'sections' | 'ignored'> {
  const open = new Map(
    declarations.map(({ name, projectMaySet, projectMayNarrow }) => [
      name,
      new Set([...projectMaySet, ...projectMayNarrow]),
    ]),
  );
  const sections: Record<string, SectionLayers> = {};
  const ignored: string[] = [];
  const names = [inProject, ...operator.map((source) => source.sections)].flatMap((source) =>
    Object.keys(source),
  );
  for (const name of new Set(names)) {
    const outer = operator
      .toReversed()
      .reduce<Node>((base, source) => deepMerge(base, asSection(source.sections[name])), {});
    const inner = asSection(inProject[name]);
    const keys = open.get(name);
    if (keys !== undefined) {
      const others = Object.keys(inner).filter((key) => !keys.has(key));
      ignored.push(...others.map((key) => `${name}.${key}`));
    }
    const counted = keys === undefined ? inner : pick(inner, keys);
    const isNamed = operator.some((source) => Object.hasOwn(source.sections, name));
    // A section of which nothing counts is as if it were not there.
    if (isNamed || Object.keys(counted).length > 0) sections[name] = { operator: outer, project: counted };
  }
  return { sections, ignored };
}

/** Limits one by one; all else as one. */
function ignoredKeys(core: CoreConfig): string[] {
  return Object.entries(core).flatMap(([key, value]: [string, unknown]) => {
    if (OPEN_IN_PROJECT.has(key)) return [];
    return key === 'limits' && isNode(value) ? Object.keys(value).map((limit) => `limits.${limit}`) : [key];
  });
}

function narrowLimits(
  limit: Permissions | undefined,
  further: Permissions | undefined,
): Permissions | undefined {
  if (further === undefined) return limit;
  if (limit === undefined) return further;
  const secrets = limit.secrets ?? further.secrets;
  const open = { commands: true, network: true, files: 'all', workers: true, addons: true } as const;
  const resolved = resolvePermissions({ ...open, ...limit, secrets: secrets ?? [] });
  const { secrets: narrowed, allSecrets: _, ...rest } = narrowPermissions(resolved, further);
  return secrets === undefined ? rest : { ...rest, secrets: narrowed };
}
