import type { AgentConfig } from './agent-config.ts';

/** What the agent may do without asking. */
export type PermissionMode = NonNullable<AgentConfig['permissionMode']>;

/** How much a model thinks. */
export type Effort = NonNullable<AgentConfig['effort']>;

/**
 * What an agent can do beyond what all of them do: work on a prompt with a model, in a folder, by instructions, within
 * timeouts; continue a session; report its usage; and stop with all its processes. A request that needs more fails with
 * `AGENT_UNSUPPORTED` before the agent starts.
 */
export interface AgentCapabilities {
  /** The permission modes that it knows. */
  readonly permissionModes: readonly PermissionMode[];
  /** Whether the tools that it may use without asking can be listed. */
  readonly allowedTools: boolean;
  /** Whether tools that it may never use can be listed. */
  readonly disallowedTools: boolean;
  /** Whether it can be given MCP servers. */
  readonly mcpConfig: boolean;
  /** Whether another model can be named for requests that the first one is too busy for. */
  readonly fallbackModel: boolean;
  /** The efforts that it knows. */
  readonly efforts: readonly Effort[];
  /** Whether messages can be sent to it while it works. */
  readonly send: boolean;
  /** Whether it reports the tools that were denied. */
  readonly denials: boolean;
  /** Whether its answer can have the form of a JSON Schema. */
  readonly jsonSchema: boolean;
  /** Whether the number of its turns can be limited. */
  readonly maxTurns: boolean;
  /** Whether its cost can be limited. */
  readonly maxBudgetUsd: boolean;
  /** Whether its cost is the provider's own figure, or estimated by list prices. */
  readonly cost: 'reported' | 'estimated';
  /** Whether commands of the agent do not get the variables of its provider, such as its key. */
  readonly hidesSecret: boolean;
  /** Whether it waits for background commands after its answer, for `backgroundTimeout`. */
  readonly background: boolean;
  /** Whether hooks and settings of the checked-out repository can apply. */
  readonly repositoryHooks: boolean;
}
