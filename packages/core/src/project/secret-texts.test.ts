import { describe, expect, it } from 'vitest';
import { secretTexts } from './secret-texts.ts';

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
