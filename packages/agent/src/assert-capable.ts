import { AgentError } from './agent-error.ts';
import type { AgentOptions } from './agent-options.ts';
import type { AgentCapabilities } from './capabilities.ts';
import type { AgentRequest } from './coding-agent.ts';

type Need = readonly [field: string, isMissing: boolean];

/**
 * Throws `AGENT_UNSUPPORTED` when a run needs what the agent cannot do. A limit that nothing enforces would be worse than
 * none.
 */
export function assertCapable(
  name: string,
  capabilities: AgentCapabilities,
  request: AgentRequest,
  options: AgentOptions,
): void {
  const { permissionModes } = capabilities;
  const needs: readonly Need[] = [
    ['permissionMode', !permissionModes.includes(options.permissionMode)],
    ['allowedTools', options.allowedTools !== undefined && !capabilities.allowedTools],
    ['denials', options.denials === 'fail' && !capabilities.denials],
    ['jsonSchema', options.jsonSchema !== undefined && !capabilities.jsonSchema],
    ['maxTurns', options.maxTurns !== undefined && !capabilities.maxTurns],
    ['maxBudgetUsd', options.maxBudgetUsd !== undefined && !capabilities.maxBudgetUsd],
    ['repositoryHooks', options.repositoryHooks && !capabilities.repositoryHooks],
  ];
  const missing = needs.filter(([, isMissing]) => isMissing).map(([field]) => field);
  if (missing.length === 0) return;
  const fields = missing
    .map((field) => (Object.hasOwn(request, field) ? field : `agent.${field}`))
    .map((field) => (field.endsWith('permissionMode') ? `${field} "${options.permissionMode}"` : field));
  throw new AgentError({
    code: 'AGENT_UNSUPPORTED',
    message: `The agent ${JSON.stringify(name)} cannot do what the task or the configuration demands: ${fields.join(', ')}.`,
    hint: missing.includes('permissionMode')
      ? `It knows the permission modes ${permissionModes.join(', ')}. Or choose another agent with agent.provider.`
      : 'Leave this out, or choose another agent with agent.provider.',
    component: 'agent',
  });
}
