import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BaseTask, ProjectConfigInput } from '@poppobuilder/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { agentSubmission, type AgentSubmission } from './agent-submission.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'poppobuilder-account-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const submission = (
  projectConfig: ProjectConfigInput = {},
  environment: Record<string, string> = {},
  task: Partial<BaseTask> = {},
): AgentSubmission =>
  agentSubmission(
    { id: '1', type: 'process-issue', projectId: 'shop', projectPath: folder, ...task },
    {
      permissions: { commands: true, secrets: ['agent'] },
      homeFolder: join(folder, 'home'),
      environment,
      projectConfig,
    },
  );

it('names the account by the host, the configuration and the type of the task, and one breaker for each project', () => {
  const key = { ANTHROPIC_API_KEY: 'sk-1' };
  const { holdKeys, breaker } = submission({}, key);
  expect(breaker).toBe('agent:shop');
  expect(holdKeys).toEqual([expect.stringMatching(/^account:claude:[\da-f]{16}$/)]);
  expect(submission({}, key, { projectId: 'other' })).toEqual({ holdKeys, breaker: 'agent:other' });
  const own = { agent: { taskTypes: { 'process-issue': { environment: { ANTHROPIC_API_KEY: 'sk-2' } } } } };
  expect(submission(own, key).holdKeys).not.toEqual(holdKeys);
  expect(submission(own, key, { type: 'process-comment' }).holdKeys).toEqual(holdKeys);
  expect(submission({ agent: { provider: 'codex' } }, key).holdKeys[0]).toMatch(/^account:codex:/);
});

it('names a login by its folder, which projects share if they name the same', () => {
  const shared = { agent: { configDirectory: join(folder, 'login') } };
  expect(submission(shared)).toMatchObject(submission(shared, {}, { projectId: 'shop' }));
  expect(submission(shared, {}, { projectId: 'other' }).holdKeys).toEqual(submission(shared).holdKeys);
  expect(submission({}, {}, { projectId: 'other' }).holdKeys).not.toEqual(submission({}).holdKeys);
});

it('is empty without an agent, and leaves mistakes to the task', () => {
  const task = { id: '1', type: 'custom-command', projectId: 'shop', projectPath: folder };
  expect(agentSubmission(task, { permissions: { commands: true }, homeFolder: folder })).toEqual({
    holdKeys: [],
  });
  mkdirSync(join(folder, '.poppo'));
  writeFileSync(join(folder, '.poppo', 'config.json'), '{');
  expect(submission()).toEqual({ holdKeys: [], breaker: 'agent:shop' });
});
