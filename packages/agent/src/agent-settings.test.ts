import { describe, expect, it } from 'vitest';
import type { AgentConfig } from './agent-config.ts';
import { chosenProvider, settingsFor } from './agent-settings.ts';

const CONFIG: AgentConfig = {
  command: '/opt/claude',
  model: 'sonnet',
  fallbackModel: 'haiku',
  effort: 'high',
  mcpConfig: '/etc/mcp.json',
  disallowedTools: ['WebFetch'],
  environment: { A: '1' },
  permissionMode: 'plan',
  maxTurns: 10,
  allowedTools: { tools: ['Edit'], limit: ['Edit', 'Read'] },
  taskTypes: {
    'process-pr': { provider: 'codex', maxTurns: 20, maxBudgetUsd: 1 },
    'process-issue': { model: 'opus', maxTurns: 5, disallowedTools: ['Bash'] },
  },
};

describe('the agent of a task', () => {
  it('is the one of its type, else that of the project, else Claude', () => {
    expect(chosenProvider({}, 'any')).toBe('claude');
    expect(chosenProvider({ provider: 'codex' }, 'any')).toBe('codex');
    expect(chosenProvider(CONFIG, 'process-pr')).toBe('codex');
    expect(chosenProvider(CONFIG, 'process-issue')).toBe('claude');
    expect(chosenProvider(CONFIG, 'toString')).toBe('claude');
  });

  it('has the settings of the project, and over them those of the type', () => {
    expect(settingsFor(CONFIG, 'process-issue')).toMatchObject({
      command: '/opt/claude',
      model: 'opus',
      fallbackModel: 'haiku',
      effort: 'high',
      mcpConfig: '/etc/mcp.json',
      disallowedTools: ['WebFetch', 'Bash'],
      environment: { A: '1' },
      permissionMode: 'plan',
      maxTurns: 5,
      allowedTools: { tools: ['Edit'], limit: ['Edit', 'Read'] },
    });
  });

  it('takes over from another agent its limits alone', () => {
    const settings = settingsFor(CONFIG, 'process-pr');
    expect(settings).toMatchObject({
      permissionMode: 'plan',
      maxTurns: 10,
      maxBudgetUsd: 1,
      disallowedTools: ['WebFetch'],
      allowedTools: { tools: undefined, limit: ['Edit', 'Read'] },
    });
    for (const key of [
      'command',
      'model',
      'effort',
      'mcpConfig',
      'environment',
      'configDirectory',
      'taskTypes',
      'provider',
    ]) {
      expect(settings).not.toHaveProperty(key);
    }
  });
});
