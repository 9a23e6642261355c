import { describe, expect, it } from 'vitest';
import { secretsInAddress, secretTexts } from './secret-texts.ts';

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

  it.each(['a://', 'https://ghp_x:', 'https://'])('take no longer for a hostile one: %s', (start) => {
    const addresses = [':', '@', '%', '0a'].flatMap((text) => [
      start + text.repeat(100_000),
      start + text.repeat(4_000),
    ]);
    const begin = performance.now();
    for (const address of addresses) secretsInAddress(address);
    expect(performance.now() - begin).toBeLessThan(1_000);
  });
});

describe('the secret texts of a project', () => {
  it('are its secrets, values under secret names, and what addresses hold', () => {
    const config = {
      agent: { environment: { AGENT_TOKEN: 'of-the-agent' } },
      github: { cloneUrl: 'https://me:clone-password@host/r.git', baseUrl: 'https://me:api-password@host' },
    };
    const secrets = { slack: 'own', agent: { ANTHROPIC_API_KEY: 'key', ANTHROPIC_BASE_URL: 'https://host' } };
    const environment = { DB: 'postgres://me:db-password@host', DB_PASSWORD: 'named', PATH: '/bin' };
    expect(secretTexts(secrets, environment, config).toSorted()).toEqual(
      ['own', 'key', 'named', 'of-the-agent', 'db-password', 'clone-password', 'api-password'].toSorted(),
    );
  });
});
