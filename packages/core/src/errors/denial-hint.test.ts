import { describe, expect, it } from 'vitest';
import { type Permissions, type ResolvedPermissions, resolvePermissions } from '../plugin/permissions.ts';
import { denialHint } from './denial-hint.ts';

const denied = (fields: Record<string, unknown>): Error =>
  Object.assign(new Error('Access to this API has been restricted.'), {
    code: 'ERR_ACCESS_DENIED',
    ...fields,
  });

describe('denialHint', () => {
  it.each([
    ['FileSystemRead', "files: 'read'"],
    ['FileSystemWrite', "files: 'project'"],
    ['ChildProcess', 'commands: true'],
    ['WorkerThreads', 'workers: true'],
    ['Net', 'network: true'],
  ])('says what allows %s', (permission, declaration) => {
    const hint = denialHint(denied({ permission, resource: '/srv/shop/a.txt' }));
    expect(hint).toContain(`${permission} of "/srv/shop/a.txt"`);
    expect(hint).toContain(declaration);
  });

  it('finds what kept fetch from looking up a host', () => {
    const cause = denied({ syscall: 'getaddrinfo', hostname: 'example.org' });
    const hint = denialHint(new TypeError('fetch failed', { cause }));
    expect(hint).toContain('"example.org"');
    expect(hint).toContain('network: true');
  });

  it('finds what kept fetch from connecting to an address', () => {
    const cause = denied({ syscall: 'connect' });
    expect(denialHint(new TypeError('fetch failed', { cause }))).toContain('network: true');
  });

  it.each([
    ['another error', new Error('no')],
    ['no error', 'ERR_ACCESS_DENIED'],
    ['a permission that no handler can declare', denied({ permission: 'Inspector' })],
    ['the name of an inherited property', denied({ permission: 'constructor' })],
  ])('says nothing of %s', (_what, thrown) => {
    expect(denialHint(thrown)).toBeUndefined();
  });

  const system = (fields: Record<string, unknown>): Error => Object.assign(new Error('no'), fields);
  const declared = (permissions: Permissions): ResolvedPermissions => resolvePermissions(permissions);

  it.each([
    [{ code: 'EROFS', syscall: 'open', path: '/srv/shop/a' }, { files: 'read' }, "files: 'project'"],
    [{ code: 'EROFS', syscall: 'mkdir', path: '/srv/shop/a' }, {}, "files: 'project'"],
    [{ code: 'EPERM', syscall: 'unlink', path: '/srv/shop/a' }, { files: 'read' }, "files: 'project'"],
    [{ code: 'ENETUNREACH', syscall: 'connect' }, { files: 'read' }, 'network: true'],
    [{ code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, {}, 'network: true'],
    [{ code: 'EPERM', syscall: 'connect' }, {}, 'network: true'],
  ] as const)('names the permission that %j needs', (fields, permissions, declaration) => {
    const thrown = new TypeError('fetch failed', { cause: new Error('why', { cause: system(fields) }) });
    expect(denialHint(thrown, declared(permissions))).toContain(declaration);
    const several = new TypeError('fetch failed', { cause: new AggregateError([system(fields)]) });
    expect(denialHint(several, declared(permissions))).toContain(declaration);
  });

  it.each([
    [{ code: 'EROFS', syscall: 'open', path: '/usr/a' }, { files: 'project' }],
    [{ code: 'EPERM', syscall: 'kill' }, {}],
    [{ code: 'ENOENT', syscall: 'open', path: '/srv/shop/a' }, {}],
    [{ code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, { network: true }],
    [{ code: 'ECONNREFUSED', syscall: 'connect' }, {}],
  ] as const)('says nothing of %j where the permissions %j are not what it lacks', (fields, permissions) => {
    expect(denialHint(system(fields), declared(permissions))).toBeUndefined();
  });

  it('says nothing of what throws when it is touched', () => {
    const { proxy, revoke } = Proxy.revocable(new Error('no'), {});
    revoke();
    expect(denialHint(proxy)).toBeUndefined();
  });

  it('never follows causes for ever', () => {
    const error = new Error('round');
    error.cause = error;
    expect(denialHint(error)).toBeUndefined();
  });
});
