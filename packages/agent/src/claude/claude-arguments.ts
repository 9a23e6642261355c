import type { AgentOptions } from '../agent-options.ts';

/** The options that become command-line arguments. */
export type ArgumentOptions = Pick<
  AgentOptions,
  | 'sessionId'
  | 'model'
  | 'fallbackModel'
  | 'effort'
  | 'allowedTools'
  | 'disallowedTools'
  | 'permissionMode'
  | 'maxTurns'
  | 'maxBudgetUsd'
  | 'jsonSchema'
  | 'repositoryHooks'
>;

/** Arguments that are made of more than the options. */
export interface ComposedArguments {
  readonly systemPrompt?: string | undefined;
  /** Path of the file with MCP servers. */
  readonly mcpConfig?: string | undefined;
}

/**
 * Returns the command-line arguments of a run. Every value is joined to its flag with `=`, so that none can be read as a
 * flag. The prompt is passed on standard input.
 */
export function claudeArguments(
  options: ArgumentOptions,
  { systemPrompt, mcpConfig }: ComposedArguments = {},
): string[] {
  const { jsonSchema } = options;
  const values: readonly (readonly [flag: string, value: string | number | undefined])[] = [
    ['permission-mode', options.permissionMode],
    ...(options.allowedTools ?? []).map((tool) => ['allowedTools', tool] as const),
    ...(options.disallowedTools ?? []).map((tool) => ['disallowedTools', tool] as const),
    ['mcp-config', mcpConfig],
    ['model', options.model],
    ['fallback-model', options.fallbackModel],
    ['effort', options.effort],
    ['max-turns', options.maxTurns],
    ['max-budget-usd', options.maxBudgetUsd],
    ['resume', options.sessionId],
    ['json-schema', jsonSchema === undefined ? undefined : JSON.stringify(jsonSchema)],
    ['append-system-prompt', systemPrompt],
  ];
  return [
    '-p',
    '--input-format=stream-json',
    '--output-format=stream-json',
    '--verbose',
    // Partial messages keep the output timeout from expiring during a long answer.
    '--include-partial-messages',
    ...(options.repositoryHooks
      ? ['--setting-sources=user,project,local']
      : ['--setting-sources=user', '--strict-mcp-config']),
    ...values.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}=${value}`])),
  ];
}
