import type { AgentSettings, McpConfig } from './agent-config.ts';
import { AgentError } from './agent-error.ts';
import { both, smaller } from './agent-settings.ts';
import type { Effort, PermissionMode } from './capabilities.ts';
import type { AgentRequest, DenialPolicy } from './coding-agent.ts';

/** Options of a run: the request, completed and limited by the project's configuration. */
export interface AgentOptions {
  /** Absent where neither names one. */
  readonly command: string | undefined;
  readonly prompt: string;
  readonly cwd: string;
  readonly sessionId: string | undefined;
  readonly model: string | undefined;
  readonly fallbackModel: string | undefined;
  readonly effort: Effort | undefined;
  readonly mcpConfig: string | McpConfig | undefined;
  /** Absent where neither lists any. */
  readonly allowedTools: readonly string[] | undefined;
  /** Absent where neither lists any. */
  readonly disallowedTools: readonly string[] | undefined;
  readonly permissionMode: PermissionMode;
  readonly maxTurns: number | undefined;
  readonly maxBudgetUsd: number | undefined;
  readonly appendSystemPrompt: string | undefined;
  readonly projectInstructions: string | undefined;
  readonly jsonSchema: Readonly<Record<string, unknown>> | undefined;
  /** Whether the repository's own hooks and settings are used. */
  readonly repositoryHooks: boolean;
  /** In milliseconds, like the other timeouts. */
  readonly idleTimeout: number;
  readonly backgroundTimeout: number;
  readonly timeout: number | undefined;
  readonly denials: DenialPolicy;
}

/**
 * Returns a request completed with the project's configuration and restricted by its limits.
 *
 * Throws `PERMISSION_DENIED` when the request needs `bypassPermissions` and the project does not allow it.
 */
export function resolveOptions(
  request: AgentRequest,
  config: AgentSettings,
  workingDirectory: string,
): AgentOptions {
  const permissionMode = request.permissionMode ?? config.permissionMode ?? 'acceptEdits';
  if (permissionMode === 'bypassPermissions' && config.permissionMode !== 'bypassPermissions') {
    throw new AgentError({
      code: 'PERMISSION_DENIED',
      message: 'The task requests the permission mode bypassPermissions, which the project does not allow.',
      hint: 'Only the operator can allow it, with agent.permissionMode in projectConfig or in the configuration of the host.',
      component: 'agent',
    });
  }
  const { tools, limit } = config.allowedTools ?? {};
  return {
    command: config.command,
    prompt: request.prompt,
    cwd: request.cwd ?? workingDirectory,
    sessionId: request.sessionId,
    model: request.model ?? config.model,
    fallbackModel: request.fallbackModel ?? config.fallbackModel,
    effort: request.effort ?? config.effort,
    mcpConfig: config.mcpConfig,
    allowedTools: limitTools(request.allowedTools ?? tools, limit),
    disallowedTools: both(config.disallowedTools, request.disallowedTools),
    permissionMode,
    maxTurns: smaller(request.maxTurns, config.maxTurns),
    maxBudgetUsd: smaller(request.maxBudgetUsd, config.maxBudgetUsd),
    appendSystemPrompt: request.appendSystemPrompt,
    projectInstructions: request.projectInstructions,
    jsonSchema: request.jsonSchema,
    repositoryHooks: config.repositoryHooks ?? false,
    idleTimeout: request.idleTimeout ?? 300_000,
    backgroundTimeout: request.backgroundTimeout ?? 60_000,
    timeout: request.timeout,
    denials: request.denials ?? 'report',
  };
}

/** Returns the tools that are both requested and allowed; of `Bash` and `Bash(npm test)`, the narrower one. */
function limitTools(
  wanted: readonly string[] | undefined,
  limit: readonly string[] | undefined,
): readonly string[] | undefined {
  if (limit === undefined) return wanted;
  const kept = (wanted ?? []).flatMap((tool) => {
    if (limit.includes(tool) || limit.includes(toolName(tool))) return [tool];
    return tool === toolName(tool) ? limit.filter((narrower) => toolName(narrower) === tool) : [];
  });
  return [...new Set(kept)];
}

/** Returns `Bash` for `Bash(npm test)`. */
const toolName = (tool: string): string => tool.replace(/\(.*$/s, '');
