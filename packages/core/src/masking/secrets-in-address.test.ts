import { describe, expect, it } from 'vitest';
import { secretsInAddress } from './secrets-in-address.ts';

describe('the secrets in an address', () => {
  it.each([
    ['http://user:password@proxy:1', ['password']],
    ['postgresql+asyncpg://user:password@host/db', ['password']],
    ['redis://:password@host', ['password']],
    ['mongodb://user:password@one:1,two:2/db', ['password']],
    ['https://user:pass%2Fword@host', ['pass%2Fword', 'pass/word']],
    ['https://user:pass|w@rd@host', ['pass|w@rd', 'pass%7Cw%40rd']],
    ['https://user:100%@host', ['100%']],
    ['https://ghp_token@host', ['ghp_token']],
    ['https://0123456789abcdef0123@host', ['0123456789abcdef0123']],
    ['https://github_pat_x:x-oauth-basic@host', ['x-oauth-basic', 'github_pat_x']],
  ])('of %s are found as they stand there and decoded', (address, secrets) => {
    expect(secretsInAddress(address)).toEqual(secrets);
  });

  it.each([
    '',
    'password',
    'user:password@host',
    'https://host/path:x@y',
    'https://git@host',
    'ssh://a-person-with-a-long-name@host',
    `https://user:${'x'.repeat(8 * 1024)}@host`,
  ])('are none in %.40s', (address) => {
    expect(secretsInAddress(address)).toEqual([]);
  });

  it.each(['a://', 'https://ghp_x:', 'https://'])(
    'are none in what is longer than any address: %s',
    (start) => {
      for (const text of [':', '@', '%', '0a'])
        expect(secretsInAddress(start + text.repeat(1_000_000))).toEqual([]);
    },
  );
});
