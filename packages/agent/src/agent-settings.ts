import { type AgentConfig, type AgentSettings, DEFAULT_PROVIDER } from './agent-config.ts';

/** Returns the name of the agent that works on tasks of a type. */
export function chosenProvider(config: AgentConfig, taskType: string): string {
  return variantOf(config, taskType)?.provider ?? config.provider ?? DEFAULT_PROVIDER;
}

/**
 * Returns the settings for tasks of a type. What belongs to an agent (its command, models, variables, folder, servers and
 * tools) is not taken over by another one; limits count for all.
 */
export function settingsFor(config: AgentConfig, taskType: string): AgentSettings {
  const { provider = DEFAULT_PROVIDER, taskTypes: _, ...shared } = config;
  const { provider: chosen = provider, ...own } = variantOf(config, taskType) ?? {};
  const { allowedTools, disallowedTools, ...others } = shared;
  const { command, model, fallbackModel, effort, mcpConfig, environment, configDirectory, ...limits } =
    others;
  const isSame = chosen === provider;
  const { tools, limit } = allowedTools ?? {};
  return {
    ...(isSame ? { command, model, fallbackModel, effort, mcpConfig, environment, configDirectory } : {}),
    ...limits,
    ...own,
    maxTurns: smaller(own.maxTurns, limits.maxTurns),
    maxBudgetUsd: smaller(own.maxBudgetUsd, limits.maxBudgetUsd),
    allowedTools: withLimit(own.allowedTools?.tools ?? (isSame ? tools : undefined), limit),
    disallowedTools: both(disallowedTools, own.disallowedTools),
  };
}

const variantOf = (
  { taskTypes }: AgentConfig,
  taskType: string,
): (AgentSettings & { provider?: string | undefined }) | undefined =>
  taskTypes !== undefined && Object.hasOwn(taskTypes, taskType) ? taskTypes[taskType] : undefined;

const withLimit = (
  tools: readonly string[] | undefined,
  limit: readonly string[] | undefined,
): AgentSettings['allowedTools'] =>
  tools === undefined && limit === undefined ? undefined : { tools, limit };

/** Returns the lower of two limits. */
export const smaller = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

/** Returns the texts of two lists; `undefined` where there is neither. */
export const both = (
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined =>
  a === undefined || b === undefined ? (a ?? b) : [...new Set([...a, ...b])];
