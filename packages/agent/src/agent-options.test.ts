import { describe, expect, it } from 'vitest';
import { resolveOptions } from './agent-options.ts';

describe('resolveOptions', () => {
  it('completes a request from the configuration', () => {
    const config = { command: '/opt/claude', model: 'haiku', allowedTools: { tools: ['Read'] }, maxTurns: 5 };
    expect(resolveOptions({ prompt: 'Hi' }, config, '/work')).toMatchObject({
      command: '/opt/claude',
      cwd: '/work',
      model: 'haiku',
      allowedTools: ['Read'],
      permissionMode: 'acceptEdits',
      maxTurns: 5,
      maxBudgetUsd: undefined,
      idleTimeout: 300_000,
      denials: 'report',
      repositoryHooks: false,
    });
  });

  it.each([
    [undefined, undefined, undefined],
    [3, undefined, 3],
    [undefined, 5, 5],
    [3, 5, 3],
    [9, 5, 5],
  ])('takes the lower limit of a request (%s) and the configuration (%s)', (asked, configured, expected) => {
    const limits = (value: number | undefined): object =>
      value === undefined ? {} : { maxTurns: value, maxBudgetUsd: value };
    const options = resolveOptions({ prompt: '', ...limits(asked) }, limits(configured), '/');
    expect([options.maxTurns, options.maxBudgetUsd]).toEqual([expected, expected]);
  });

  it.each([
    { wanted: ['Bash', 'Edit'], limit: undefined, expected: ['Bash', 'Edit'] },
    { wanted: ['Bash', 'Edit'], limit: [], expected: [] },
    { wanted: ['Bash(npm test)', 'Edit'], limit: ['Bash'], expected: ['Bash(npm test)'] },
    { wanted: ['Bash'], limit: ['Bash(npm test)', 'Read'], expected: ['Bash(npm test)'] },
    { wanted: ['Bash(rm:*)'], limit: ['Bash(npm test)'], expected: [] },
  ])('narrows $wanted to $limit', ({ wanted, limit, expected }) => {
    const config = { allowedTools: { limit } };
    expect(resolveOptions({ prompt: '', allowedTools: wanted }, config, '/').allowedTools).toEqual(expected);
  });

  it('lets a request bypass permissions only where the configuration does', () => {
    const request = { prompt: '', permissionMode: 'bypassPermissions' } as const;
    expect(() => resolveOptions(request, {}, '/')).toThrow(
      expect.objectContaining({ code: 'PERMISSION_DENIED', component: 'agent' }) as Error,
    );
    const allowed = resolveOptions(request, { permissionMode: 'bypassPermissions' }, '/');
    expect(allowed.permissionMode).toBe('bypassPermissions');
  });
});
