import { type AgentConfig, DEFAULT_COMMAND } from '../agent-config.ts';
import { AgentError } from '../agent-error.ts';
import type { AgentRequest, DenialPolicy, PermissionMode } from '../coding-agent.ts';

/** What a run goes by: the request, completed and bounded by the project's configuration. */
export interface AgentOptions {
  readonly command: string;
  readonly prompt: string;
  readonly cwd: string;
  readonly sessionId: string | undefined;
  readonly model: string | undefined;
  readonly allowedTools: readonly string[];
  readonly permissionMode: PermissionMode;
  readonly maxTurns: number | undefined;
  readonly maxBudgetUsd: number | undefined;
  readonly appendSystemPrompt: string | undefined;
  readonly projectInstructions: string | undefined;
  readonly jsonSchema: Readonly<Record<string, unknown>> | undefined;
  /** Whether the repository's own hooks and settings count. */
  readonly repositoryHooks: boolean;
  /** Milliseconds, as the other times are. */
  readonly idleTimeout: number;
  readonly backgroundTimeout: number;
  readonly timeout: number | undefined;
  readonly denials: DenialPolicy;
}

/**
 * Completes a request: what it leaves open comes from the configuration, whose limits hold for it.
 *
 * Throws `PERMISSION_DENIED` when it asks for `bypassPermissions` and the project does not have it.
 */
export function resolveOptions(
  request: AgentRequest,
  config: AgentConfig,
  workingDirectory: string,
): AgentOptions {
  const permissionMode = request.permissionMode ?? config.permissionMode ?? 'acceptEdits';
  if (permissionMode === 'bypassPermissions' && config.permissionMode !== 'bypassPermissions') {
    throw new AgentError({
      code: 'PERMISSION_DENIED',
      message: 'The task asks for the permission mode bypassPermissions, which the project does not allow.',
      hint: 'Only the operator can allow it: agent.permissionMode in projectConfig or in the configuration of the host.',
      component: 'agent',
    });
  }
  const { tools = [], limit } = config.allowedTools ?? {};
  return {
    command: config.command ?? DEFAULT_COMMAND,
    prompt: request.prompt,
    cwd: request.cwd ?? workingDirectory,
    sessionId: request.sessionId,
    model: request.model ?? config.model,
    allowedTools: limitTools(request.allowedTools ?? tools, limit),
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

/** What is both wanted and within the limit; of `Bash` and `Bash(npm test)`, the narrower one. */
function limitTools(wanted: readonly string[], limit: readonly string[] | undefined): readonly string[] {
  if (limit === undefined) return wanted;
  const kept = wanted.flatMap((tool) => {
    if (limit.includes(tool) || limit.includes(toolName(tool))) return [tool];
    return tool === toolName(tool) ? limit.filter((narrower) => toolName(narrower) === tool) : [];
  });
  return [...new Set(kept)];
}

/** `Bash` of `Bash(npm test)`. */
const toolName = (tool: string): string => tool.replace(/\(.*$/s, '');

const smaller = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
