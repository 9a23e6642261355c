import { describe, expect, it } from 'vitest';
import { inputSchema } from './input.ts';

const accepts = (fields: object): boolean =>
  inputSchema.safeParse({ instructions: 'Fix it.', ...fields }).success;

describe('the input of a claude-cli task', () => {
  it.each([
    {},
    { taskContext: { issue: { number: 7, labels: ['bug'], body: null } } },
    { allowedTools: ['Edit', 'Bash(npm test)', 'mcp__github__get-issue', 'WebFetch(domain:example.com)'] },
    { disallowedTools: ['WebFetch', 'Bash(git push:*)'], fallbackModel: 'haiku', effort: 'max' },
    { maxTurns: 5, maxBudgetUsd: 0.5, permissionMode: 'plan', model: 'haiku', denials: 'fail' },
    {
      jsonSchema: { type: 'object' },
      sessionId: 'abc',
      idleTimeout: 60_000,
      appendSystemPrompt: 'Be brief.',
    },
  ])('may be %j', (fields) => {
    expect(accepts(fields)).toBe(true);
  });

  it.each([
    { instructions: '' },
    { instructions: 'x'.repeat(1024 * 1024 + 1) },
    { instructions: 'a\0b' },
    { taskContext: 'text' },
    { taskContext: { when: new Date(0) } },
    { allowedTools: ['--dangerously-skip-permissions'] },
    { allowedTools: 'Edit' },
    { disallowedTools: ['--bare'] },
    { effort: 'endless' },
    { mcpConfig: '/etc/mcp.json' },
    { maxTurns: 0 },
    { maxBudgetUsd: 0 },
    { permissionMode: 'yolo' },
    { command: 'rm -rf /' },
  ])('may not be %j', (fields) => {
    expect(accepts(fields)).toBe(false);
  });
});
