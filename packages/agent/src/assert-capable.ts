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
    ['disallowedTools', isGiven(options.disallowedTools) && !capabilities.disallowedTools],
    ['mcpConfig', options.mcpConfig !== undefined && !capabilities.mcpConfig],
    ['fallbackModel', options.fallbackModel !== undefined && !capabilities.fallbackModel],
    ['effort', options.effort !== undefined && !capabilities.efforts.includes(options.effort)],
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
    .map((field) => withValue(field, options));
  throw new AgentError({
    code: 'AGENT_UNSUPPORTED',
    message: `The agent ${JSON.stringify(name)} cannot do what the task or the configuration demands: ${fields.join(', ')}.`,
    hint: hintFor(missing, capabilities),
    component: 'agent',
  });
}

const isGiven = (list: readonly string[] | undefined): boolean => list !== undefined && list.length > 0;

/** Returns a field with what was asked for, where the agent knows other values of it. */
function withValue(field: string, { permissionMode, effort }: AgentOptions): string {
  if (field.endsWith('permissionMode')) return `${field} "${permissionMode}"`;
  return field.endsWith('effort') ? `${field} "${effort}"` : field;
}

function hintFor(missing: readonly string[], { permissionModes, efforts }: AgentCapabilities): string {
  const known = [
    ...(missing.includes('permissionMode') ? [`the permission modes ${permissionModes.join(', ')}`] : []),
    ...(missing.includes('effort') && efforts.length > 0 ? [`the efforts ${efforts.join(', ')}`] : []),
  ];
  return known.length === 0
    ? 'Leave this out, or choose another agent with agent.provider.'
    : `It knows ${known.join(' and ')}. Or choose another agent with agent.provider.`;
}
