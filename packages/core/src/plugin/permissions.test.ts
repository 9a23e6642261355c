import { describe, expect, it } from 'vitest';
import {
  ALL_PERMISSIONS,
  narrowPermissions,
  type Permissions,
  permissionsSchema,
  permitsSecret,
  resolvePermissions,
} from './permissions.ts';

describe('permissions', () => {
  it.each([
    [{ secrets: 'all' }],
    [{ secrets: 'github' }],
    [{ secrets: ['github', 1] }],
    [{ secrets: [''] }],
    [{ files: 'everything' }],
    [{ commands: 'yes' }],
    [{ allSecrets: true }],
    ['all'],
  ])('are not %j', (declared) => {
    expect(permissionsSchema.safeParse(declared).success).toBe(false);
  });

  it('grant nothing that was not declared', () => {
    expect(resolvePermissions({ network: true })).toEqual({
      commands: false,
      network: true,
      files: 'none',
      secrets: [],
      allSecrets: false,
      workers: false,
      addons: false,
    });
  });

  it('permit a secret by its whole name', () => {
    const granted = resolvePermissions({ secrets: ['github', 'all'] });
    expect(permitsSecret(granted, 'github')).toBe(true);
    expect(permitsSecret(granted, 'git')).toBe(false);
    expect(permitsSecret(granted, 'agent')).toBe(false);
  });

  it('stay as they were resolved when what was declared changes later', () => {
    const secrets = ['github'];
    const granted = resolvePermissions({ secrets });
    secrets.push('agent');
    expect(permitsSecret(granted, 'agent')).toBe(false);
  });

  it.each<[limit: Permissions, github: boolean, agent: boolean]>([
    [{}, true, true],
    [{ secrets: ['github'] }, true, false],
    [{ secrets: [] }, false, false],
  ])('of the host are narrowed by %j', (limit, github, agent) => {
    const narrowed = narrowPermissions(ALL_PERMISSIONS, limit);
    expect([permitsSecret(narrowed, 'github'), permitsSecret(narrowed, 'agent')]).toEqual([github, agent]);
  });

  it('are never widened by a limit', () => {
    const granted = resolvePermissions({ files: 'read', secrets: ['github'] });
    const limit = { commands: true, files: 'all', secrets: ['github', 'agent'] } as const;
    expect(narrowPermissions(granted, limit)).toEqual(granted);
  });
});
