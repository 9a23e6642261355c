import { expect, it } from 'vitest';
import { resolveOptions } from './agent-options.ts';
import { assertCapable } from './assert-capable.ts';
import type { AgentCapabilities } from './capabilities.ts';

const FEW: AgentCapabilities = {
  permissionModes: ['plan', 'acceptEdits'],
  allowedTools: false,
  disallowedTools: false,
  mcpConfig: false,
  fallbackModel: false,
  efforts: ['low'],
  send: false,
  denials: false,
  jsonSchema: false,
  maxTurns: false,
  maxBudgetUsd: false,
  cost: 'estimated',
  hidesSecret: false,
  background: false,
  repositoryHooks: false,
};

const check = (request: object, settings: object = {}): void => {
  const full = { prompt: 'Hi', ...request };
  assertCapable('few', FEW, full, resolveOptions(full, settings, '/'));
};

it('accepts what every agent can do', () => {
  expect(() => check({ model: 'm', sessionId: 's', timeout: 1, permissionMode: 'plan' })).not.toThrow();
});

it('rejects what the agent cannot do, all together, and says where it was asked for', () => {
  expect(() =>
    check({ maxTurns: 3, denials: 'fail' }, { maxBudgetUsd: 1, allowedTools: { limit: [] } }),
  ).toThrow(
    expect.objectContaining({
      code: 'AGENT_UNSUPPORTED',
      message:
        'The agent "few" cannot do what the task or the configuration demands: agent.allowedTools, denials, maxTurns, agent.maxBudgetUsd.',
      hint: 'Leave this out, or choose another agent with agent.provider.',
    }) as Error,
  );
});

it('rejects options that only some agents have, an empty list of tools excepted', () => {
  expect(() => check({ disallowedTools: [], effort: 'low' })).not.toThrow();
  expect(() =>
    check({ disallowedTools: ['Bash'], effort: 'max' }, { fallbackModel: 'm', mcpConfig: '/etc/mcp.json' }),
  ).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(
        'disallowedTools, agent.mcpConfig, agent.fallbackModel, effort "max".',
      ) as string,
      hint: 'It knows the efforts low. Or choose another agent with agent.provider.',
    }) as Error,
  );
});

it('names the permission modes that there are', () => {
  expect(() => check({}, { permissionMode: 'dontAsk' })).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('agent.permissionMode "dontAsk"') as string,
      hint: expect.stringContaining('plan, acceptEdits') as string,
    }) as Error,
  );
});
