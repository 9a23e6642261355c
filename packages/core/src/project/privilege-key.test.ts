import { expect, it } from 'vitest';
import { type Permissions, resolvePermissions } from '../plugin/permissions.ts';
import { privilegeKey } from './privilege-key.ts';

const keyOf = (permissions: Permissions): string => privilegeKey(resolvePermissions(permissions));

it('is the same for the same secrets and permissions, in whatever order they are declared', () => {
  const key = keyOf({ commands: true, secrets: ['registry', 'tool'] });
  expect(keyOf({ secrets: ['tool', 'registry'], commands: true })).toBe(key);
  expect(keyOf({ commands: true, files: 'none', secrets: ['registry', 'tool', 'tool'] })).toBe(key);
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
    { secrets: ['tool'] },
    { secrets: ['registry'] },
    { secrets: ['tool', 'registry'] },
    { secrets: ['tool,registry'] },
    { secrets: ['tool","registry'] },
  ];
  expect(new Set(declared.map(keyOf)).size).toBe(declared.length);
});
