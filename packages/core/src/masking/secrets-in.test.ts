import { describe, expect, it } from 'vitest';
import { canBeMasked, secretsIn } from './secrets-in.ts';

describe('the secrets in a task', () => {
  it.each([
    ['under a secret name', { options: { env: { API_TOKEN: 'the-secret' } } }],
    ['in a list', { tokens: ['the-secret'] }],
    ['below a secret name', { secrets: { deploy: { value: 'the-secret' } } }],
    ['as a header', { headers: { Authorization: 'the-secret' } }],
    ['under a short name', { DB_PASS: 'the-secret' }],
    ['in an address', { DATABASE_URL: 'postgres://user:the-secret@host/db' }],
  ])('are found %s', (_where, task) => {
    expect(secretsIn(task)).toContain('the-secret');
  });

  it('are not what only sounds alike', () => {
    expect(
      secretsIn({ author: 'somebody', path: '/home', passed: 'yes', page: 'https://host/a:b@c' }),
    ).toEqual([]);
  });

  it('can be masked up to a number and a length', () => {
    expect(canBeMasked(Array.from({ length: 100 }, () => 'x'))).toBe(true);
    expect(canBeMasked(Array.from({ length: 101 }, () => 'x'))).toBe(false);
    expect(canBeMasked(['x'.repeat(70_000)])).toBe(false);
  });
});
