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
    [{ secrets: 'registry' }],
    [{ secrets: ['registry', 1] }],
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
    const granted = resolvePermissions({ secrets: ['registry', 'all'] });
    expect(permitsSecret(granted, 'registry')).toBe(true);
    expect(permitsSecret(granted, 'git')).toBe(false);
    expect(permitsSecret(granted, 'tool')).toBe(false);
  });

  it('stay as they were resolved when what was declared changes later', () => {
    const secrets = ['registry'];
    const granted = resolvePermissions({ secrets });
    secrets.push('tool');
    expect(permitsSecret(granted, 'tool')).toBe(false);
  });

  it.each<[limit: Permissions, registry: boolean, tool: boolean]>([
    [{}, true, true],
    [{ secrets: ['registry'] }, true, false],
    [{ secrets: [] }, false, false],
  ])('of the host are narrowed by %j', (limit, registry, tool) => {
    const narrowed = narrowPermissions(ALL_PERMISSIONS, limit);
    expect([permitsSecret(narrowed, 'registry'), permitsSecret(narrowed, 'tool')]).toEqual([registry, tool]);
  });

  it('are never widened by a limit', () => {
    const granted = resolvePermissions({ files: 'read', secrets: ['registry'] });
    const limit = { commands: true, files: 'all', secrets: ['registry', 'tool'] } as const;
    expect(narrowPermissions(granted, limit)).toEqual(granted);
  });
});
