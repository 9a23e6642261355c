import { narrowPermissions, type Permissions, resolvePermissions } from '../plugin/permissions.ts';
import type { AgentConfig, ProjectConfig } from './project-config.ts';

/** A merged configuration and what of the project's own file did not count. */
export interface MergedConfig {
  readonly config: ProjectConfig;
  /** Keys of the file inside the project that only the operator may set. */
  readonly ignored: readonly string[];
}

const SETTABLE_IN_PROJECT = new Set(['language', 'issues.mode', 'issues.labels', 'agent.model']);
const NARROWABLE_IN_PROJECT = new Set([
  'permissions',
  'agent.maxTurns',
  'agent.maxBudgetUsd',
  'agent.allowedTools',
]);

/**
 * Merges the operator's layers, the first wins, and then the file inside the project, which anyone who can push may
 * write: it may set a few keys that the operator left open and narrow a few limits, and nothing else.
 */
export function mergeConfig(operator: readonly ProjectConfig[], inProject: ProjectConfig = {}): MergedConfig {
  const merged = operator.toReversed().reduce<ProjectConfig>(deepMerge, {});
  const settable = pick(inProject, SETTABLE_IN_PROJECT);
  const config = narrow(deepMerge(settable, merged), inProject);
  const known = new Set([...SETTABLE_IN_PROJECT, ...NARROWABLE_IN_PROJECT]);
  return { config, ignored: keysOf(inProject).filter((key) => !known.has(key)) };
}

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asNode = (value: unknown): Node => (isNode(value) ? value : {});

function deepMerge<T extends object>(base: T, winner: T): T {
  const merged = Object.fromEntries<unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(winner)) {
    const below = merged[key];
    merged[key] = isNode(value) && isNode(below) ? deepMerge(below, value) : value;
  }
  return merged as T;
}

/** Keys as `section.key`; `permissions` and what is no section count as one. */
function keysOf(config: ProjectConfig): string[] {
  return Object.entries(config).flatMap(([section, value]) =>
    isNode(value) && ['issues', 'github', 'agent', 'limits'].includes(section)
      ? Object.keys(value).map((key) => `${section}.${key}`)
      : [section],
  );
}

function pick(config: ProjectConfig, keys: ReadonlySet<string>): ProjectConfig {
  const picked: Record<string, unknown> = {};
  for (const path of keysOf(config)) {
    if (!keys.has(path)) continue;
    const [section = '', key] = path.split('.');
    const value = Reflect.get(config, section) as unknown;
    picked[section] =
      key === undefined || !isNode(value) ? value : { ...asNode(picked[section]), [key]: value[key] };
  }
  return picked;
}

function narrow(config: ProjectConfig, limit: ProjectConfig): ProjectConfig {
  const agent = narrowAgent(config.agent, limit.agent);
  const permissions = narrowLimits(config.permissions, limit.permissions);
  return {
    ...config,
    ...(agent === undefined ? {} : { agent }),
    ...(permissions === undefined ? {} : { permissions }),
  };
}

function narrowAgent(
  agent: AgentConfig | undefined,
  limit: AgentConfig | undefined,
): AgentConfig | undefined {
  if (limit === undefined) return agent;
  const maxTurns = smaller(agent?.maxTurns, limit.maxTurns);
  const maxBudgetUsd = smaller(agent?.maxBudgetUsd, limit.maxBudgetUsd);
  return {
    ...agent,
    ...(maxTurns === undefined ? {} : { maxTurns }),
    ...(maxBudgetUsd === undefined ? {} : { maxBudgetUsd }),
    ...(limit.allowedTools === undefined ? {} : { toolLimit: limit.allowedTools }),
  };
}

const smaller = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

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
