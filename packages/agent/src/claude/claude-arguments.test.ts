import { describe, expect, it } from 'vitest';
import { type ArgumentOptions, claudeArguments } from './claude-arguments.ts';

const OPTIONS: ArgumentOptions = {
  sessionId: undefined,
  model: undefined,
  fallbackModel: undefined,
  effort: undefined,
  allowedTools: [],
  disallowedTools: undefined,
  permissionMode: 'acceptEdits',
  maxTurns: undefined,
  maxBudgetUsd: undefined,
  jsonSchema: undefined,
  repositoryHooks: false,
};

describe('claudeArguments', () => {
  it('streams JSON, leaves out the settings of the repository and passes on nothing that is not set', () => {
    expect(claudeArguments(OPTIONS)).toEqual([
      '-p',
      '--input-format=stream-json',
      '--output-format=stream-json',
      '--verbose',
      '--include-partial-messages',
      '--setting-sources=user',
      '--strict-mcp-config',
      '--permission-mode=acceptEdits',
    ]);
  });

  it('lets the settings of the repository count where the operator says so', () => {
    const args = claudeArguments({ ...OPTIONS, repositoryHooks: true });
    expect(args).toContain('--setting-sources=user,project,local');
    expect(args).not.toContain('--strict-mcp-config');
  });

  it('joins every value to its flag, so that none passes for a flag', () => {
    const options = {
      ...OPTIONS,
      sessionId: '--continue',
      model: '--dangerously-skip-permissions',
      fallbackModel: '--bare',
      effort: 'high' as const,
      allowedTools: ['Bash(npm test)', '--bare'],
      disallowedTools: ['--continue'],
      maxTurns: 3,
      maxBudgetUsd: 0.5,
      jsonSchema: { type: 'object' },
    };
    expect(
      claudeArguments(options, { systemPrompt: '--system-prompt', mcpConfig: '/tmp/mcp.json' }).slice(8),
    ).toEqual([
      '--allowedTools=Bash(npm test)',
      '--allowedTools=--bare',
      '--disallowedTools=--continue',
      '--mcp-config=/tmp/mcp.json',
      '--model=--dangerously-skip-permissions',
      '--fallback-model=--bare',
      '--effort=high',
      '--max-turns=3',
      '--max-budget-usd=0.5',
      '--resume=--continue',
      '--json-schema={"type":"object"}',
      '--append-system-prompt=--system-prompt',
    ]);
  });
});
