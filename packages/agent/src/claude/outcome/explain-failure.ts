import type { PermissionDenial } from '../../coding-agent.ts';

/** Returns a hint for an HTTP status of the API. */
export function hintForStatus(status: number | undefined): { hint?: string } {
  if (status === 401 || status === 403)
    return { hint: "Check the agent's credentials: ANTHROPIC_API_KEY or its login." };
  return status === 404 ? { hint: 'Check the model: agent.model.' } : {};
}

/** Returns the denied tools, each once. */
export function listDenied(denials: readonly PermissionDenial[] = []): string {
  return [...new Set(denials.map(({ tool }) => tool))].join(', ');
}
