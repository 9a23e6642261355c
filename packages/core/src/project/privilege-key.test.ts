import { expect, it } from 'vitest';
import { type Permissions, resolvePermissions } from '../plugin/permissions.ts';
import { privilegeKey } from './privilege-key.ts';

const keyOf = (permissions: Permissions): string => privilegeKey(resolvePermissions(permissions));

it('is the same for the same secrets and permissions, in whatever order they are declared', () => {
  const key = keyOf({ commands: true, secrets: ['github', 'agent'] });
  expect(keyOf({ secrets: ['agent', 'github'], commands: true })).toBe(key);
  expect(keyOf({ commands: true, files: 'none', secrets: ['github', 'agent', 'agent'] })).toBe(key);
  expect(key).toMatch(/^[0-9a-f]{16}$/);
});

it('differs with each secret and each permission', () => {
  const declared: readonly Permissions[] = [
    {},
    { commands: true },
    { network: true },
    { files: 'read' },
    { files: 'project' },
    { files: 'workspace' },
    { workers: true },
    { addons: true },
    { secrets: ['agent'] },
    { secrets: ['github'] },
    { secrets: ['agent', 'github'] },
    { secrets: ['agent,github'] },
    { secrets: ['agent","github'] },
  ];
  expect(new Set(declared.map(keyOf)).size).toBe(declared.length);
});
