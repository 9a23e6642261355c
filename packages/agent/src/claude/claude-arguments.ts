import type { AgentOptions } from './agent-options.ts';

/** What of the options goes to the command line. */
export type ArgumentOptions = Pick<
  AgentOptions,
  | 'sessionId'
  | 'model'
  | 'allowedTools'
  | 'permissionMode'
  | 'maxTurns'
  | 'maxBudgetUsd'
  | 'jsonSchema'
  | 'repositoryHooks'
>;

/**
 * The arguments for one run. Every value is joined to its flag by `=`, so that none can pass for a flag; the prompt
 * goes by standard input.
 */
export function claudeArguments(options: ArgumentOptions, systemPrompt: string | undefined): string[] {
  const { jsonSchema } = options;
  const values: readonly (readonly [flag: string, value: string | number | undefined])[] = [
    ['permission-mode', options.permissionMode],
    ...options.allowedTools.map((tool) => ['allowedTools', tool] as const),
    ['model', options.model],
    ['max-turns', options.maxTurns],
    ['max-budget-usd', options.maxBudgetUsd],
    ['resume', options.sessionId],
    ['json-schema', jsonSchema === undefined ? undefined : JSON.stringify(jsonSchema)],
    ['append-system-prompt', systemPrompt],
  ];
  return [
    '-p',
    '--output-format=stream-json',
    '--verbose',
    // Each piece of an answer is a sign of life: a long answer may take longer than any silence is let pass.
    '--include-partial-messages',
    ...(options.repositoryHooks
      ? ['--setting-sources=user,project,local']
      : ['--setting-sources=user', '--strict-mcp-config']),
    ...values.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}=${value}`])),
  ];
}
